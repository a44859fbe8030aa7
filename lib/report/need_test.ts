import { assertEquals } from "@std/assert";
import { both, type RestartRequest } from "./need.ts";

function need(
  cause: RestartRequest["cause"],
  more: Partial<RestartRequest> = {},
): RestartRequest {
  return { cause, files: [`/${cause}`], inputs: [], since: 1, ...more };
}

function check(
  first: RestartRequest,
  second: RestartRequest,
  expected: Partial<RestartRequest>,
): void {
  const { cause, isTrial, isWanted } = both(first, second);
  const usual = { isTrial: false, isWanted: false };
  assertEquals<Partial<RestartRequest>>(
    { cause, isTrial: isTrial ?? false, isWanted: isWanted ?? false },
    { ...usual, ...expected },
  );
}

Deno.test("need: a refusal may be taken back, a change of the build stays", () => {
  const [refused, build] = [need("refused"), need("build")];
  check(refused, build, { cause: "build" });
  check(build, refused, { cause: "build" });
  assertEquals(both(refused, build).files, ["/refused", "/build"]);
});

Deno.test("need: what the user asked for stays, whatever else is saved", () => {
  const trial = need("build", { isTrial: true });
  const wanted = need("refused", { isTrial: false, isWanted: true });
  check(wanted, trial, { cause: "refused", isWanted: true });
  check(trial, wanted, { cause: "refused", isWanted: true });
  check(trial, trial, { cause: "build", isTrial: true });
});
