/**
 * Asks a running Rosey over HTTP, so many times a second, until its standard input ends; then it prints, as JSON, how
 * many answers of each status came: `web_asker.ts ADDRESS TOKEN PER_SECOND PATH...`.
 *
 * @module
 */

const [address = "", token = "", perSecond = "20", ...paths] = Deno.args;
const statuses: Record<string, number> = {};
const open = new Set<Promise<void>>();

async function ask(path: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${address}${path}`, { headers });
  await answer.arrayBuffer();
  statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
}

let asked = 0;
const timer = setInterval(() => {
  const asking = ask(paths[asked++ % paths.length] ?? "/");
  open.add(asking);
  void asking.finally(() => open.delete(asking));
}, 1000 / Number(perSecond));
console.log("asking");
for await (const _ of Deno.stdin.readable);
clearInterval(timer);
await Promise.all(open);
console.log(JSON.stringify(statuses));
