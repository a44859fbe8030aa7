import { assertEquals } from "@std/assert";
import type { Report } from "../report/report.ts";
import { Reports } from "./events.ts";

function report(file: string): Report {
  const timings = { total: 0, stages: [] };
  const lists = { files: [file], functions: [], warnings: [] };
  return { kind: "unchanged", timings, ...lists };
}

async function files(reports: AsyncIterable<Report>): Promise<string[]> {
  const all = await Array.fromAsync(reports);
  return all.flatMap((each) => each.files);
}

Deno.test("events: each reader gets those from its start on", async () => {
  const reports = new Reports();
  reports.add(report("before"));
  const early = files(reports);
  reports.add(report("1"));
  const late = files(reports);
  reports.add(report("2"));
  reports.end();
  assertEquals(await early, ["1", "2"]);
  assertEquals(await late, ["2"]);
  assertEquals(await files(reports), []);
});

Deno.test("events: a reader may stop", async () => {
  const reports = new Reports();
  const reader = reports[Symbol.asyncIterator]();
  reports.add(report("1"));
  assertEquals((await reader.next()).value?.files, ["1"]);
  await reader.return?.();
  reports.add(report("2"));
  reports.end();
});
