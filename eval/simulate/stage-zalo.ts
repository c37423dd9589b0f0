import { z } from 'zod';
import { openFakeZalo } from '../../test/fakes/fake-zalo.ts';
import { nextMessageId } from '../../test/fakes/fake-zalo-events.ts';
import type { Stage } from './stage.ts';

const bodySchema = z.object({ message: z.object({ text: z.string() }) });
const requestSchema = bodySchema.extend({ recipient: z.object({ user_id: z.string() }) });

export async function openZaloStage(): Promise<Stage> {
  const fake = await openFakeZalo({ callsPerMinute: 1_000_000 });
  const { config } = fake;
  return {
    url: fake.url,
    env: (apiUrl) => ({
      ZALO_APP_ID: config.appId,
      ZALO_APP_SECRET: config.appSecret,
      ...(config.oaId === undefined ? {} : { ZALO_OA_ID: config.oaId }),
      ZALO_OA_SECRET: config.oaSecret,
      ...(config.refreshToken === undefined ? {} : { ZALO_REFRESH_TOKEN: config.refreshToken }),
      ZALO_API_ROOT: apiUrl,
      ZALO_OAUTH_ROOT: apiUrl,
    }),
    pointAt: (webhooksUrl) => fake.pointAt(`${webhooksUrl}/webhooks/zalo`),
    contactOf: (citizen) => String(7_000_000_000_000 + citizen),
    say: (contact, text, atMs) => {
      const messageId = nextMessageId();
      const delivered = fake.deliver(fake.events.text(contact, text, { atMs, messageId }));
      return {
        platformId: messageId,
        taken: delivered.then(({ acknowledged }) => acknowledged),
      };
    },
    shown: () => fake.arrived,
    messageIn: (path, body) => {
      if (path !== '/v3.0/oa/message/cs') return undefined;
      const request = requestSchema.safeParse(body).data;
      return request && { contact: request.recipient.user_id, text: request.message.text };
    },
    textOf: (body) => bodySchema.parse(body).message.text,
    expireToken: fake.expireAccessTokens,
    close: fake.close,
  };
}
