import { z } from 'zod';
import { openFakeMessenger } from '../../test/fakes/fake-messenger.ts';
import { nextMid } from '../../test/fakes/fake-messenger-events.ts';
import { deliveryIn } from '../../src/channels/messenger/delivery-mark.ts';
import type { Stage } from './stage.ts';

const bodySchema = z.object({ text: z.string() });
const requestSchema = z.object({
  recipient: z.object({ id: z.string() }),
  message: bodySchema,
});

export async function openMessengerStage(): Promise<Stage> {
  const fake = await openFakeMessenger();
  const { config } = fake;
  return {
    url: fake.url,
    env: (apiUrl) => ({
      MESSENGER_PAGE_TOKEN: config.pageToken,
      MESSENGER_APP_SECRET: config.appSecret,
      MESSENGER_VERIFY_TOKEN: config.verifyToken,
      MESSENGER_APP_ID: config.appId,
      MESSENGER_PAGE_ID: config.pageId,
      MESSENGER_API_ROOT: `${apiUrl}/v25.0`,
    }),
    pointAt: (webhooksUrl) => fake.pointAt(`${webhooksUrl}/webhooks/messenger`),
    contactOf: (citizen) => String(8_000_000_000_000 + citizen),
    say: (contact, text, atMs) => {
      const mid = nextMid();
      const delivered = fake.deliver(fake.events.text(contact, text, { atMs, mid }));
      return { platformId: mid, taken: delivered.then(({ acknowledged }) => acknowledged) };
    },
    shown: () =>
      fake.arrived.map(({ contact, messageId, text, request }) => {
        const deliveryId = deliveryIn(request.message?.metadata);
        return { contact, messageId, text, ...(deliveryId === undefined ? {} : { deliveryId }) };
      }),
    messageIn: (_path, body) => {
      const request = requestSchema.safeParse(body).data;
      return request && { contact: request.recipient.id, text: request.message.text };
    },
    textOf: (body) => bodySchema.parse(body).text,
    close: fake.close,
  };
}
