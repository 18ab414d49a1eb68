import assert from "node:assert/strict";
import { z } from "zod";
import { RoomVisitor } from "./room_visitor.ts";
import { RoseyMachine } from "./rosey_machine.ts";
import { withLimit } from "./rosey_process.ts";

const Spans = z.object({
  resourceSpans: z.array(z.object({
    scopeSpans: z.array(z.object({
      spans: z.array(z.object({ name: z.string(), spanId: z.string(), parentSpanId: z.string().optional() })),
    })),
  })),
});

type Span = z.infer<typeof Spans>["resourceSpans"][number]["scopeSpans"][number]["spans"][number];

/** Takes what is exported, until it has been asked for. */
class Collector implements AsyncDisposable {
  readonly #spans: Span[] = [];
  #wake = () => {};
  readonly #server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    if (new URL(request.url).pathname === "/v1/traces") {
      const { resourceSpans } = Spans.parse(await request.json());
      this.#spans.push(
        ...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      );
      this.#wake();
    } else await request.body?.cancel();
    return new Response("{}", { headers: { "content-type": "application/json" } });
  });

  get address(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The first span of this name inside of another, or of none. */
  async span(name: string, parent?: string): Promise<Span> {
    for (;;) {
      const found = this.#spans.find((span) => {
        return span.name === name && (parent === undefined || span.parentSpanId === parent);
      });
      if (found !== undefined) return found;
      const told = () => `no span ${name}; there are ${this.#spans.map((span) => span.name).join(", ")}`;
      await withLimit(new Promise<void>((resolve) => this.#wake = resolve), told);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

Deno.test("traces: a command's way can be followed to its answer in the room", async () => {
  await using collector = new Collector();
  await using machine = await RoseyMachine.set();
  const rosey = await machine.spawn(["start", "--web-port", "0", "--sandbox-port", "0"], {
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.address,
    OTEL_BSP_SCHEDULE_DELAY: "100",
  });
  await rosey.inRoom();
  const url = await rosey.sandboxAddress();
  using alice = await RoomVisitor.join({ url, channel: "sandbox", name: "alice", password: "alice" });
  await alice.say("!ping");
  await alice.heard(({ username }) => username === "rosey");
  const command = await collector.span("command");
  const answer = await collector.span("answer", command.spanId);
  assert.ok(await collector.span("store", answer.spanId), "the answer is kept before it is said");
  assert.ok(await collector.span("send"), "and sent");
  await rosey.kill();
});
