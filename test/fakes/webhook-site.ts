import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Platform } from '../../src/channels/messaging/platform.ts';
import type { InboundEvent } from '../../src/conversation/exchange.ts';

/** An address a fake platform can deliver to: reads with the adapter, answers with the status given back. */
export async function openWebhookSite(
  platform: Platform,
  take: (events: readonly InboundEvent[]) => number,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const outcome = platform.webhook?.read(Buffer.concat(chunks), request.headers);
      const status = outcome?.kind === 'events' ? take(outcome.events) : 401;
      response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${platform.webhook?.path ?? ''}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
