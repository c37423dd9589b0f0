import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * How the endpoint behaves:
 * - `reply`: what `answer` returns for the prompt, streamed word by word where a stream is asked for;
 * - `half`: the connection ends in the middle; `broken`: no JSON; `wrong-schema`: JSON of another shape;
 * - `slow`: a pause before the first word; `endless`: words until nobody reads.
 */
interface FakeModelBehaviour {
  readonly kind: 'reply' | 'half' | 'broken' | 'wrong-schema' | 'slow' | 'endless' | 'status';
  readonly status?: number;
  readonly retryAfterS?: number;
  readonly pauseMs?: number;
  /** Between words. */
  readonly wordMs?: number;
}

export interface FakeModel {
  /** With `/v1`. */
  readonly url: string;
  /** Prompts as they came. */
  readonly prompts: readonly string[];
  /** Keys as they came. */
  readonly keys: readonly (string | undefined)[];
  behave(behaviour: FakeModelBehaviour, times?: number): void;
  answer: (prompt: string) => string;
  close(): Promise<void>;
}

/** An OpenAI-compatible endpoint on loopback: `/v1/chat/completions` (also streamed), `/v1/embeddings`. */
export async function startFakeModel(): Promise<FakeModel> {
  const prompts: string[] = [];
  const keys: (string | undefined)[] = [];
  let usual: FakeModelBehaviour = { kind: 'reply' };
  let next: { behaviour: FakeModelBehaviour; times: number } | undefined;

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      keys.push(request.headers.authorization);
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        readonly messages?: readonly { readonly content: unknown }[];
        readonly input?: string | readonly string[];
        readonly stream?: boolean;
      };
      let behaviour = usual;
      if (next !== undefined) {
        behaviour = next.behaviour;
        next = next.times > 1 ? { ...next, times: next.times - 1 } : undefined;
      }
      void (
        request.url === '/v1/embeddings'
          ? embed(response, body.input ?? '', behaviour)
          : complete(response, promptOf(body.messages), body.stream === true, behaviour)
      ).catch(() => response.destroy());
    });
  });

  async function complete(
    response: ServerResponse,
    prompt: string,
    isStream: boolean,
    behaviour: FakeModelBehaviour,
  ): Promise<void> {
    prompts.push(prompt);
    if (refused(response, behaviour)) return;
    if (behaviour.kind === 'slow') await pause(behaviour.pauseMs ?? 1000);
    if (behaviour.kind === 'broken') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [');
      return;
    }
    if (behaviour.kind === 'wrong-schema') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"reply":"x"}');
      return;
    }
    const text = fake.answer(prompt);
    if (!isStream) {
      const message = { role: 'assistant', content: text };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          id: 'c1',
          object: 'chat.completion',
          model: 'fake',
          choices: [{ index: 0, message, finish_reason: 'stop' }],
          usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 },
        }),
      );
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const say = (content: string, finish: string | null = null): void => {
      const choice = { index: 0, delta: { content }, finish_reason: finish };
      const chunk = { id: 'c1', object: 'chat.completion.chunk', model: 'fake', choices: [choice] };
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    };
    const words = text.split(/(?<=\s)/u);
    if (behaviour.kind === 'endless') {
      while (!response.destroyed) {
        say(`${text} `);
        await pause(1);
      }
      return;
    }
    for (const [at, word] of words.entries()) {
      if (behaviour.kind === 'half' && at >= words.length / 2) {
        response.destroy();
        return;
      }
      say(word);
      if (behaviour.wordMs !== undefined) await pause(behaviour.wordMs);
    }
    say('', 'stop');
    response.end('data: [DONE]\n\n');
  }

  async function embed(
    response: ServerResponse,
    input: string | readonly string[],
    behaviour: FakeModelBehaviour,
  ): Promise<void> {
    if (refused(response, behaviour)) return;
    const texts = typeof input === 'string' ? [input] : input;
    const data = texts.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: vectorOf(text),
    }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        object: 'list',
        data,
        model: 'fake',
        usage: { prompt_tokens: 1, total_tokens: 1 },
      }),
    );
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const fake: FakeModel = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    prompts,
    keys,
    answer: () => '',
    behave: (behaviour, times) => {
      if (times === undefined) usual = behaviour;
      else next = { behaviour, times };
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return fake;
}

function refused(
  response: ServerResponse,
  { kind, status = 500, retryAfterS }: FakeModelBehaviour,
) {
  if (kind !== 'status') return false;
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
  });
  response.end(JSON.stringify({ error: { message: 'no', type: 'server_error', code: null } }));
  return true;
}

function promptOf(messages: readonly { readonly content: unknown }[] = []): string {
  return messages
    .map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)))
    .join('\n');
}

/** Dimensions of the fake's vectors. */
const DIMENSIONS = 64;

/** The same text has the same vector, texts with common words near ones. */
function vectorOf(text: string): number[] {
  const vector = Array.from({ length: DIMENSIONS }, () => 0);
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    let hash = 7;
    for (const sign of word) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) % 1_000_003;
    const at = hash % DIMENSIONS;
    vector[at] = (vector[at] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
