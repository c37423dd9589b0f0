import { Agent, request } from 'node:http';
import { z } from 'zod';
import { quantile } from '../metrics/resample.ts';
import { createProgress } from '../progress.ts';
import { report } from './child.ts';
import { readQuestions, standaloneQuestions } from './questions.ts';

/**
 * A bounded load generator: a fixed number of clients, each asking its next question when the last
 * was answered, over kept-alive connections. Arguments: server, questions file, clients, messages.
 */
const [url = '', questionsFile = '', clients = '8', messages = '2000'] = process.argv.slice(2);

/** Messages of one conversation before a client begins another. */
const PER_CONVERSATION = 5;

const agent = new Agent({ keepAlive: true, maxSockets: Number(clients) });
const questions = standaloneQuestions(readQuestions(questionsFile)).map(({ text }) => text);
const conversationSchema = z.object({ id: z.string() });
const progress = createProgress('HTTP');
const total = Number(messages);
const times: number[] = [];
const failures = new Map<string, number>();
let next = 0;

const started = performance.now();
await Promise.all(Array.from({ length: Number(clients) }, client));
const seconds = (performance.now() - started) / 1000;
report({
  answers: times.length,
  failed: Object.fromEntries(failures),
  perSecond: times.length / seconds,
  p50Ms: quantile(times, 0.5),
  p95Ms: quantile(times, 0.95),
});
agent.destroy();

async function client(): Promise<void> {
  while (next < total) {
    const opened = await post('/api/v1/conversations', {});
    if (opened.status >= 300) {
      // A server that opens no conversation counts as a failed message, so that the loop ends.
      next += 1;
      fail(`conversation ${opened.status}`);
      continue;
    }
    const { id } = conversationSchema.parse(JSON.parse(opened.text));
    for (let at = 0; at < PER_CONVERSATION && next < total; at += 1) {
      const number = next;
      next += 1;
      const text = questions[number % questions.length] ?? '';
      const began = performance.now();
      const answer = await post(`/api/v1/conversations/${id}/messages`, {
        text,
        clientMessageId: `bench-${number}`,
      });
      if (answer.status < 300) times.push(performance.now() - began);
      else fail(`message ${answer.status}`);
      progress(next / total);
    }
  }
}

function fail(what: string): void {
  failures.set(what, (failures.get(what) ?? 0) + 1);
}

function post(path: string, body: object): Promise<{ status: number; text: string }> {
  const payload = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}${path}`,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.once('error', reject);
    sent.end(payload);
  });
}
