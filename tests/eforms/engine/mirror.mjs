// Walks forms with the browser's own engine: node mirror.mjs <folder of form-rules.js> < cases > outcomes
// One case a line: {schema, answers, kind, today}; one outcome a line, as outcomes.py has it.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { Journey } = await import(pathToFileURL(`${process.argv[2]}/form-rules.js`));

function* places({ sections }, journey) {
  for (const section of sections) {
    for (const item of section.items) {
      yield [item, null];
      for (const row of journey.rows(item.id)) for (const question of item.items ?? []) yield [question, row._row];
    }
  }
}

function outcome({ schema, answers, kind, today }) {
  const journey = new Journey(schema, answers, kind, today);
  const items = {};
  for (const [item, row] of places(schema, journey)) {
    items[row === null ? item.id : `${item.id}/${row}`] = [
      journey.isVisible(item.id, row),
      journey.isRequired(item.id, row),
      journey.hiddenChoices(item.id, row).sort(),
      journey.place(item.id, row).answer(item.id),
    ];
  }
  return { items, failed: schema.sections.flatMap((section) => journey.failedChecks(section)) };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(outcome(JSON.parse(line))));
}
