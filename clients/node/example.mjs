// A year of figures from one homecare provider, as far as it has come: registered, submitted, watched, explained.
//
// Run it against a server that has the rule set `homecare-service-points`, as often as you like:
//
//   plimsoll serve --rules rules --ledger plimsoll.ledger --decision-log decisions.jsonl
//   cd clients/node && npm ci && node example.mjs 127.0.0.1:7465
import { readFileSync } from "node:fs";
import { amount, connect, date, figure, number, PlimsollError } from "./plimsoll.mjs";

const YEAR = new URL("../../rules/homecare-service-points/evidence/2026-27.csv", import.meta.url);

const BIRCH = {
  id: "birch",
  provider: "Birch Care Partners",
  rule_set: "homecare-service-points",
  start: date("2026-04-01"),
  end: date("2031-03-31"),
};

// What Birch reported, month by month. The request ids are our own: when this runs again, the server answers what it
// answered before.
function* year() {
  const [heading, ...rows] = readFileSync(YEAR, "utf8").trim().split("\n");
  const names = heading.split(",");
  for (const row of rows) {
    const cells = Object.fromEntries(row.split(",").map((cell, at) => [names[at], cell]));
    const { contract, period, received, not_submitted: _, ...rest } = cells;
    if (contract !== BIRCH.id) continue;
    const reported = Object.entries(rest).filter(([, cell]) => cell !== "");
    yield {
      request_id: `example-${contract}-${period}`,
      contract,
      period: { label: period },
      figures: Object.fromEntries(reported.map(([name, cell]) => [name, said(cell)])),
      received_on: date(received),
    };
  }
}

function said(cell) {
  if (cell === "true" || cell === "false") return figure(cell === "true");
  return /^[\d.]+$/.test(cell) ? number(cell) : figure(cell);
}

function told({ evidence, outcome, payment, moves }) {
  const word = outcome.replace("DECISION_OUTCOME_", "").toLowerCase();
  const rungs = moves.map((move) => `${move.ladder}: ${move.after}`).join(", ");
  return `${evidence.period.label}  ${word.padEnd(13)}  ${amount(payment.payable).padStart(12)} GBP  ${rungs}`;
}

const plimsoll = connect(process.argv[2] ?? "127.0.0.1:7465", { caller: "example.mjs" });
try {
  await plimsoll.registerContract({ contract: BIRCH });
  let reported = 0;
  for (const submission of year()) {
    const refused = await plimsoll.submit(submission).then(() => undefined, (error) => error);
    if (refused?.violations?.some(({ field }) => field === "received_on")) break; // figures that are still to come
    if (refused) throw refused;
    reported += 1;
  }

  const decisions = [];
  for await (const { decision } of plimsoll.watchDecisions({ after_position: 0, contract: BIRCH.id }, { timeout: 30_000 })) {
    if (!decision) continue; // a heartbeat: the stream lives, and nothing new is recorded
    console.log(told(decision));
    if (decisions.push(decision) === reported) break;
  }
  const failed = decisions.find((decision) => decision.outcome !== "DECISION_OUTCOME_NO_ACTION") ?? decisions.at(-1);
  const { explanation } = await plimsoll.explainDecision({ id: failed.id });
  console.log(`\n${explanation.text}`);
} catch (error) {
  if (!(error instanceof PlimsollError)) throw error;
  console.error(error.message);
  for (const { field, description } of error.violations) console.error(`  ${field}: ${description}`);
  process.exitCode = 1;
} finally {
  plimsoll.close();
}
