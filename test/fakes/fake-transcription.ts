import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * - `status`: refused; `retryAfter` in seconds.
 * - `broken`: JSON that ends in the middle. `page`: a page of a proxy before it.
 * - `slow`: right, after `ms`. `cut`: the connection breaks.
 * - `plain-only`: 400 to the verbose form, as servers say it that do not have it.
 */
export type TranscriptionFault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number | string }
  | { readonly kind: 'broken' | 'page' | 'cut' | 'plain-only' }
  | { readonly kind: 'slow'; readonly ms: number };

interface Heard {
  readonly text: string;
  readonly logprob?: number;
  readonly noSpeech?: number;
  readonly compression?: number;
}

/** A request as it came, without the audio. */
interface TranscriptionCall {
  readonly fields: Readonly<Record<string, string>>;
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly key: string | undefined;
}

export interface FakeTranscription {
  /** Ends in `/v1`. */
  readonly url: string;
  readonly calls: readonly TranscriptionCall[];
  /** Most requests that were open at once. */
  readonly mostAtOnce: () => number;
  /** Recordings that are known, by their bytes; of all others nothing is heard. */
  say(audio: Uint8Array, heard: string | Heard): void;
  /** The next calls meet the fault; `Infinity` for all. */
  fail(fault: TranscriptionFault, times?: number): void;
  mend(): void;
  close(): Promise<void>;
}

/** `POST /v1/audio/transcriptions` on loopback. */
export async function openFakeTranscription(): Promise<FakeTranscription> {
  const calls: TranscriptionCall[] = [];
  const known = new Map<string, Heard>();
  let faults: { fault: TranscriptionFault; left: number }[] = [];
  let open = 0;
  let mostAtOnce = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url !== '/v1/audio/transcriptions' || request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    const form = await new Response(Buffer.concat(chunks), {
      headers: { 'content-type': request.headers['content-type'] ?? '' },
    }).formData();
    const file = form.get('file');
    if (!(file instanceof File)) {
      response.writeHead(400).end('{"error":{"message":"file is missing"}}');
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const fields = Object.fromEntries(
      [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ) as Record<string, string>;
    calls.push({
      fields,
      fileName: file.name,
      mediaType: file.type,
      bytes: bytes.length,
      key: request.headers.authorization,
    });
    const heard = known.get(hashOf(bytes)) ?? { text: '' };
    await answer(request, response, heard, fields['response_format'] === 'verbose_json');
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    heard: Heard,
    verbose: boolean,
  ): Promise<void> {
    const json = (status: number, text: string, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
    };
    const right = JSON.stringify(verbose ? verboseOf(heard) : { text: heard.text });
    const fault = nextFault();
    switch (fault?.kind) {
      case 'status': {
        const { status, retryAfter } = fault;
        const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
        return json(status, '{"error":{"message":"refused"}}', headers);
      }
      case 'broken':
        return json(200, right.slice(0, right.length / 2));
      case 'page':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>…</html>');
        return;
      case 'cut':
        request.socket.destroy();
        return;
      case 'slow':
        await delay(fault.ms);
        return json(200, right);
      case 'plain-only':
        return verbose
          ? json(400, '{"error":{"message":"response_format \'verbose_json\' is not known"}}')
          : json(200, right);
      case undefined:
        return json(200, right);
    }
  }

  function nextFault(): TranscriptionFault | undefined {
    const [first] = faults;
    if (first === undefined) return undefined;
    first.left -= 1;
    if (first.left <= 0) faults = faults.slice(1);
    return first.fault;
  }

  const server = createServer((request, response) => {
    open += 1;
    mostAtOnce = Math.max(mostAtOnce, open);
    response.on('close', () => (open -= 1));
    serve(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    mostAtOnce: () => mostAtOnce,
    say: (audio, heard) =>
      void known.set(hashOf(audio), typeof heard === 'string' ? { text: heard } : heard),
    fail: (fault, times = 1) => void faults.push({ fault, left: times }),
    mend: () => {
      faults = [];
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function verboseOf({ text, logprob = -0.2, noSpeech = 0.02, compression = 1.2 }: Heard): object {
  const figures = {
    avg_logprob: logprob,
    no_speech_prob: noSpeech,
    compression_ratio: compression,
  };
  const segment = { id: 0, start: 0, end: 3, text, temperature: 0, tokens: [], ...figures };
  return {
    task: 'transcribe',
    language: 'vietnamese',
    duration: 3,
    text,
    segments: text === '' ? [] : [segment],
  };
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
