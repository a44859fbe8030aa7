import { assertEquals } from "@std/assert";
import { demangle } from "./demangle.ts";

function check(symbol: string, expected: string) {
  assertEquals(demangle(symbol), expected);
}

/** Symbols of rustc 1.95, and what the crate `rustc-demangle` makes of them. */
const RECORDED: [symbol: string, expected: string][] = [
  ["_RINvCsi2yhfSsWT8O_6sample2ofAAtj2_j3_EB2_", "sample::of::<[[u16; 2]; 3]>"],
  ["_RINvCsi2yhfSsWT8O_6sample2ofFEuEB2_", "sample::of::<fn()>"],
  [
    "_RINvCsi2yhfSsWT8O_6sample2ofFG0_RL1_hQL0_eThEEPhEB2_",
    "sample::of::<for<'a, 'b> fn(&'a u8, &'b mut str, (u8,)) -> *const u8>",
  ],
  [
    "_RINvCsi2yhfSsWT8O_6sample2ofFK6systemEzEB2_",
    'sample::of::<extern "system" fn() -> !>',
  ],
  [
    "_RINvCsi2yhfSsWT8O_6sample2ofFUKClvElEB2_",
    'sample::of::<unsafe extern "C" fn(i32, ...) -> i32>',
  ],
  [
    "_RINvCsi2yhfSsWT8O_6sample2ofNCNCNvNvB2_4user5local00EB2_",
    "sample::of::<sample::user::local::{closure#0}::{closure#0}>",
  ],
  [
    "_RINvCsi2yhfSsWT8O_6sample2ofNCNvNvB2_4user5local0EB2_",
    "sample::of::<sample::user::local::{closure#0}>",
  ],
  ["_RINvCsi2yhfSsWT8O_6sample2ofeEB2_", "sample::of::<str>"],
  [
    "_RINvCsi2yhfSsWT8O_6sample7genericThReAlj3_RSduEEB2_",
    "sample::generic::<(u8, &str, [i32; 3], &[f64], ())>",
  ],
  [
    "_RINvCsi2yhfSsWT8O_6sample8constantKj0_Kb0_Kc78_Ka7_EB2_",
    "sample::constant::<0, false, 'x', 7>",
  ],
  [
    "_RINvCsi2yhfSsWT8O_6sample8constantKj1e240_Kb1_Kce9_Kan5_EB2_",
    "sample::constant::<123456, true, 'é', -5>",
  ],
  [
    "_RNCNCNvNvCsi2yhfSsWT8O_6sample4user5local00B7_",
    "sample::user::local::{closure#0}::{closure#0}",
  ],
  ["_RNCNvCsi2yhfSsWT8O_6sample4user0B3_", "sample::user::{closure#0}"],
  ["_RNCNvCsi2yhfSsWT8O_6sample4users_0B3_", "sample::user::{closure#1}"],
  [
    "_RNCNvNvCsi2yhfSsWT8O_6sample4user5local0B5_",
    "sample::user::local::{closure#0}",
  ],
  ["_RNvCsi2yhfSsWT8O_6sample3two", "sample::two"],
  ["_RNvCsi2yhfSsWT8O_6sample4call", "sample::call"],
  ["_RNvCsi2yhfSsWT8O_6sample4user", "sample::user"],
  ["_RNvCsi2yhfSsWT8O_6sample5never", "sample::never"],
  ["_RNvCsi2yhfSsWT8O_6sample6STATIC", "sample::STATIC"],
  ["_RNvCsi2yhfSsWT8O_6sampleu9gre_6ka8i", "sample::größe"],
  [
    "_RNvNtNtCsi2yhfSsWT8O_6sampleu8gdel_5qa6escher4bach",
    "sample::gödel::escher::bach",
  ],
  ["_RNvNvCsi2yhfSsWT8O_6sample4user5local", "sample::user::local"],
  [
    "_RNvXs_NtNtCsi2yhfSsWT8O_6sample5outer5innerINtB4_4TypehENtB4_5Shape4area",
    "<sample::outer::inner::Type<u8> as sample::outer::inner::Shape>::area",
  ],
  [
    "_RINvCsi2yhfSsWT8O_6sample2ofDG_INtNtNtCsgEmfK2I1SDS_4core3ops8function2FnTRL0_eEEp6OutputRL0_eEL_EB2_",
    "sample::of::<dyn for<'a> core::ops::function::Fn<(&'a str,), Output = &'a str>>",
  ],
  [
    "_RINvCsi2yhfSsWT8O_6sample2ofDNtNtCsgEmfK2I1SDS_4core6marker4SendEL_EB2_",
    "sample::of::<dyn core::marker::Send>",
  ],
  [
    "_RINvCsi2yhfSsWT8O_6sample2ofDNtNtNtNtCsgEmfK2I1SDS_4core4iter6traits8iterator8Iteratorp4ItemINtNtCslNYArtu3iFV_5alloc3vec3VeccEEL_EB2_",
    "sample::of::<dyn core::iter::traits::iterator::Iterator<Item = alloc::vec::Vec<char>>>",
  ],
  [
    "_RINvCsi2yhfSsWT8O_6sample2ofDNtNtNtNtCsgEmfK2I1SDS_4core4iter6traits8iterator8Iteratorp4ItemmNtNtBz_6marker4SendEL_EB2_",
    "sample::of::<dyn core::iter::traits::iterator::Iterator<Item = u32> + core::marker::Send>",
  ],
  [
    "_RINvCsi2yhfSsWT8O_6sample2ofNCNvXB2_INtNtNtB2_5outer5inner4TypeINtNtCsgEmfK2I1SDS_4core6option6OptionxEENtNtB14_3fmt7Display3fmt0EB2_",
    "sample::of::<<sample::outer::inner::Type<core::option::Option<i64>> as core::fmt::Display>::fmt::{closure#0}>",
  ],
  [
    "_RINvMNtCsgEmfK2I1SDS_4core6optionINtB3_6OptionxE3mapxNCNvXCsi2yhfSsWT8O_6sampleINtNtNtBU_5outer5inner4TypeBv_ENtNtB5_3fmt7Display3fmt0EBU_",
    "<core::option::Option<i64>>::map::<i64, <sample::outer::inner::Type<core::option::Option<i64>> as core::fmt::Display>::fmt::{closure#0}>",
  ],
  [
    "_RNCNvXCsi2yhfSsWT8O_6sampleINtNtNtB4_5outer5inner4TypeINtNtCsgEmfK2I1SDS_4core6option6OptionxEENtNtBV_3fmt7Display3fmt0B4_",
    "<sample::outer::inner::Type<core::option::Option<i64>> as core::fmt::Display>::fmt::{closure#0}",
  ],
  [
    "_RNSNvYNCINvNtNtCsjrHSEGnQ3l9_3std6thread9lifecycle15spawn_uncheckedNCNvCsi2yhfSsWT8O_6sample4users_0jEs_0INtNtNtCsgEmfK2I1SDS_4core3ops8function6FnOnceuE9call_once6vtableB17_",
    "<std::thread::lifecycle::spawn_unchecked<sample::user::{closure#1}, usize>::{closure#1} as core::ops::function::FnOnce<()>>::call_once::{shim:vtable#0}",
  ],
  [
    "_RNSNvYNCNvCsi2yhfSsWT8O_6sample4user0INtNtNtCsgEmfK2I1SDS_4core3ops8function6FnOnceTReEE9call_once6vtableB8_",
    "<sample::user::{closure#0} as core::ops::function::FnOnce<(&str,)>>::call_once::{shim:vtable#0}",
  ],
  ["_RNvCsfLfy6EI15iL_7___rustc12___rust_alloc", "__rustc::__rust_alloc"],
  [
    "_ZN4core3ptr124drop_in_place$LT$std..thread..lifecycle..spawn_unchecked..MaybeDangling$LT$sample..user..$u7b$$u7b$closure$u7d$$u7d$$GT$$GT$17h388cbedba72cd83eE",
    "core::ptr::drop_in_place<std::thread::lifecycle::spawn_unchecked::MaybeDangling<sample::user::{{closure}}>>",
  ],
  [
    "_ZN4core3ptr146drop_in_place$LT$std..thread..lifecycle..spawn_unchecked$LT$sample..user..$u7b$$u7b$closure$u7d$$u7d$$C$usize$GT$..$u7b$$u7b$closure$u7d$$u7d$$GT$17hb75bfbbb19ceb38aE",
    "core::ptr::drop_in_place<std::thread::lifecycle::spawn_unchecked<sample::user::{{closure}},usize>::{{closure}}>",
  ],
  [
    "_ZN4core3ptr80drop_in_place$LT$sample..outer..inner..Type$LT$alloc..vec..Vec$LT$u8$GT$$GT$$GT$17h168c5bdf52ba1142E",
    "core::ptr::drop_in_place<sample::outer::inner::Type<alloc::vec::Vec<u8>>>",
  ],
  [
    "_ZN6sample114_$LT$impl$u20$core..fmt..Display$u20$for$u20$sample..outer..inner..Type$LT$core..option..Option$LT$i64$GT$$GT$$GT$3fmt17h736531d4348ea325E",
    "sample::<impl core::fmt::Display for sample::outer::inner::Type<core::option::Option<i64>>>::fmt",
  ],
  [
    "_ZN6sample114_$LT$impl$u20$core..fmt..Display$u20$for$u20$sample..outer..inner..Type$LT$core..option..Option$LT$i64$GT$$GT$$GT$3fmt28_$u7b$$u7b$closure$u7d$$u7d$17h7ddefc5dde833e2bE",
    "sample::<impl core::fmt::Display for sample::outer::inner::Type<core::option::Option<i64>>>::fmt::{{closure}}",
  ],
  [
    "_ZN6sample4user28_$u7b$$u7b$closure$u7d$$u7d$17h34114100b0a10defE",
    "sample::user::{{closure}}",
  ],
  [
    "_RNvCseulmdZsCeCG_7___rustc35___rust_no_alloc_shim_is_unstable_v2",
    "__rustc::__rust_no_alloc_shim_is_unstable_v2",
  ],
];

Deno.test("demangles what rustc mangled", () => {
  for (const [symbol, expected] of RECORDED) check(symbol, expected);
});

Deno.test("leaves other symbols as they are", () => {
  for (
    const symbol of [
      "",
      "main",
      "_CHAUD::demo::Shape::area",
      "_ZN3foo3barEv",
      "_ZN9wikipedia7article6formatE",
      "_ZN99fooE",
      "_RNvC1a",
      "_RNvC1a1b!",
      "_RB_",
      "_RNvB0_1a",
      "_RIC1aKz_E",
      "_RYpNvC1a99b",
    ]
  ) check(symbol, symbol);
});

Deno.test("takes off what LLVM puts behind, and keeps the rest", () => {
  const symbol = "_ZN4leaf8greeting17h05af221e174051e9E";
  check(`${symbol}.llvm.1234567890ABCDEF`, "leaf::greeting");
  check(`${symbol}.cold`, "leaf::greeting.cold");
  check("_RNvC4leaf8greeting.llvm.42", "leaf::greeting");
});

Deno.test("is not led astray by symbols that would grow for ever", () => {
  const nested = `_RINvC1a1b${"S".repeat(10_000)}uE`;
  check(nested, nested);
  // Each tuple holds the one before it twice.
  let name = "_RINvC1a1bTuuE";
  let last = 8;
  for (let i = 0; i < 60; i++) {
    const at = name.length - "_R".length;
    const back = `B${DIGITS[Math.floor((last - 1) / 62)]}${
      DIGITS[(last - 1) % 62]
    }_`;
    name += `T${back}${back}E`;
    last = at;
  }
  check(`${name}E`, `${name}E`);
});

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz" +
  "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
