import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface ChatwootMessage {
  readonly id: number;
  readonly conversation: string;
  readonly text: string;
  readonly by: 'citizen' | 'note';
}

/** A Chatwoot on loopback: the calls the connector makes, signed webhooks, faults on demand. */
export interface FakeChatwoot {
  readonly url: string;
  readonly messages: readonly ChatwootMessage[];
  /** Conversations with their status. */
  readonly conversations: ReadonlyMap<string, { readonly contact: string; status: string }>;
  /** The next calls answer this status; 0 cuts the connection. */
  fail(status: number, times: number): void;
  /** Sends a webhook of an agent's message; answers with the status it got. */
  agentSays(
    to: string,
    message: { readonly conversation: string; readonly text: string; readonly id?: number },
    options?: WebhookOptions,
  ): Promise<number>;
  resolve(to: string, conversation: string, options?: WebhookOptions): Promise<number>;
  /** Sends any body, signed unless told otherwise. */
  webhook(to: string, body: unknown, options?: WebhookOptions): Promise<number>;
  close(): Promise<void>;
}

interface WebhookOptions {
  readonly secret?: string;
  readonly ageS?: number;
  readonly unsigned?: boolean;
  /** Added to an agent's message. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export const CHATWOOT_SECRET = 'cw-secret';
export const CHATWOOT_TOKEN = 'cw-agent-token';

export async function startFakeChatwoot(): Promise<FakeChatwoot> {
  const conversations = new Map<string, { contact: string; status: string }>();
  const contacts = new Set<string>();
  const messages: ChatwootMessage[] = [];
  let ids = 100;
  let failing = { status: 0, times: 0 };

  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      if (failing.times > 0) {
        failing = { ...failing, times: failing.times - 1 };
        if (failing.status === 0) request.socket.destroy();
        else response.writeHead(failing.status).end('{"error":"no"}');
        return;
      }
      const [status, reply] = answer(request, body);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(reply));
    });
  });

  function answer(request: IncomingMessage, body: Record<string, unknown>): [number, unknown] {
    const path = request.url ?? '';
    const client = /^\/public\/api\/v1\/inboxes\/inbox-1\/contacts(.*)$/u.exec(path)?.[1];
    if (client !== undefined) return asCitizen(request.method ?? '', client, body);
    const account = /^\/api\/v1\/accounts\/9\/conversations\/(\w+)\/(\w+)$/u.exec(path);
    if (account === null) return [404, { error: 'no such address' }];
    if (request.headers['api_access_token'] !== CHATWOOT_TOKEN) return [401, { error: 'token' }];
    const [, id = '', what] = account;
    const conversation = conversations.get(id);
    if (conversation === undefined) return [404, { error: 'conversation' }];
    if (what === 'toggle_status') {
      conversation.status = String(body['status']);
      return [200, { payload: { success: true } }];
    }
    if (body['private'] !== true) return [422, { error: 'only notes in this test' }];
    messages.push({ id: (ids += 1), conversation: id, text: String(body['content']), by: 'note' });
    return [200, { id: ids }];
  }

  function asCitizen(
    method: string,
    path: string,
    body: Record<string, unknown>,
  ): [number, unknown] {
    if (path === '') {
      const source = String(body['source_id']);
      contacts.add(source);
      return [200, { source_id: source, pubsub_token: 'x', id: 1 }];
    }
    const [, contact = '', id, what] =
      /^\/([^/]+)\/conversations(?:\/(\w+)\/(\w+))?$/u.exec(path) ?? [];
    if (!contacts.has(contact)) return [404, { error: 'contact' }];
    if (id === undefined) {
      const own = [...conversations].filter(([, one]) => one.contact === contact);
      if (method === 'GET') return [200, own.map(([one, { status }]) => ({ id: one, status }))];
      const made = String((ids += 1));
      conversations.set(made, { contact, status: 'pending' });
      return [200, { id: Number(made) }];
    }
    if (what !== 'messages' || conversations.get(id)?.contact !== contact) {
      return [404, { error: 'conversation' }];
    }
    messages.push({
      id: (ids += 1),
      conversation: id,
      text: String(body['content']),
      by: 'citizen',
    });
    return [200, { id: ids }];
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  const webhook: FakeChatwoot['webhook'] = async (to, body, options = {}) => {
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    const timestamp = String(Math.floor(Date.now() / 1000) - (options.ageS ?? 0));
    const signature = createHmac('sha256', options.secret ?? CHATWOOT_SECRET)
      .update(`${timestamp}.${raw}`)
      .digest('hex');
    const response = await fetch(to, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(options.unsigned === true
          ? {}
          : {
              'x-chatwoot-signature': `sha256=${signature}`,
              'x-chatwoot-timestamp': timestamp,
              'x-chatwoot-delivery': crypto.randomUUID(),
            }),
      },
      body: raw,
    });
    return response.status;
  };

  return {
    url: `http://127.0.0.1:${port}`,
    messages,
    conversations,
    fail: (status, times) => {
      failing = { status, times };
    },
    webhook,
    agentSays: (to, { conversation, text, id = (ids += 1) }, options = {}) =>
      webhook(
        to,
        {
          event: 'message_created',
          id,
          content: text,
          message_type: 'outgoing',
          content_type: 'text',
          private: false,
          sender: { id: 3, name: 'Mai', type: 'user' },
          conversation: { id: Number(conversation), status: 'open' },
          account: { id: 9, name: 'x' },
          ...options.extra,
        },
        options,
      ),
    resolve: (to, conversation, options) =>
      webhook(
        to,
        {
          event: 'conversation_status_changed',
          id: Number(conversation),
          status: 'resolved',
          updated_at: 1763850000,
        },
        options,
      ),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
