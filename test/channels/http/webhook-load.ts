import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { FAKE_PATH, fakeEvent, signatureOf } from '../../fakes/fake-platform.ts';

/** A platform in a thread of its own: so many events at an even pace; tells the ms of each. */
const { url, events, perSecond } = workerData as {
  readonly url: string;
  readonly events: number;
  readonly perSecond: number;
};
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function post(raw: Buffer): Promise<number> {
  const sentMs = performance.now();
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': raw.length,
      'x-fake-signature': signatureOf(raw),
    };
    const sent = request(`${url}${FAKE_PATH}`, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(performance.now() - sentMs)
          : reject(new Error(`The webhook answered ${response.statusCode}.`)),
      );
    });
    sent.on('error', reject);
    sent.end(raw);
  });
}

const startMs = performance.now();
const posts: Promise<number>[] = [];
for (let at = 0; at < events; at += 1) {
  const waitMs = startMs + (at * 1000) / perSecond - performance.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  const event = fakeEvent(`c${at % 400}`, `m${at}`, { kind: 'message', text: `lệ phí ${at}` });
  posts.push(post(Buffer.from(JSON.stringify([event]))));
}
parentPort?.postMessage(await Promise.all(posts));
agent.destroy();
