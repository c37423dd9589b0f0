import { z } from 'zod';

/*
 * What Meta posts, read leniently: what is not needed is not looked at, and an item that cannot be read
 * is kept by name and never loses the others. Source:
 * developers.facebook.com/docs/messenger-platform/reference/webhook-events.
 */

/** Ids come as strings and, in echoes, as numbers. */
const idSchema = z.union([z.string().min(1), z.number()]).transform(String);
const momentSchema = z.coerce.number().int().nonnegative();
const personSchema = z.looseObject({ id: idSchema });
/** A part that is not as expected counts as not there. */
const part = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const attachmentSchema = z.looseObject({
  type: z.string(),
  payload: part(z.looseObject({ sticker_id: part(idSchema), url: part(z.string()) })),
});

const messageSchema = z.looseObject({
  mid: part(z.string().min(1)),
  text: part(z.string()),
  quick_reply: part(z.looseObject({ payload: z.string() })),
  attachments: part(z.array(attachmentSchema)),
  is_echo: part(z.boolean()),
  app_id: part(idSchema),
  metadata: part(z.string()),
});

const referralSchema = z.looseObject({ ref: part(z.string()) });

export const itemSchema = z.looseObject({
  sender: part(personSchema),
  recipient: part(personSchema),
  timestamp: part(momentSchema),
  message: part(messageSchema),
  postback: part(
    z.looseObject({
      mid: part(z.string().min(1)),
      title: part(z.string()),
      payload: part(z.string()),
      referral: part(referralSchema),
    }),
  ),
  referral: part(referralSchema),
  pass_thread_control: part(z.looseObject({ new_owner_app_id: part(idSchema) })),
  take_thread_control: part(z.looseObject({ previous_owner_app_id: part(idSchema) })),
  delivery: part(z.looseObject({ watermark: part(momentSchema) })),
  read: part(z.looseObject({ watermark: part(momentSchema) })),
});
/** One item of `messaging` or `standby`. */
export type Item = z.output<typeof itemSchema>;
export type Message = z.output<typeof messageSchema>;

/** The whole body. */
export const bodySchema = z.looseObject({
  object: z.literal('page'),
  entry: z.array(
    z.looseObject({
      id: part(idSchema),
      time: part(momentSchema),
      messaging: part(z.array(z.unknown())),
      standby: part(z.array(z.unknown())),
    }),
  ),
});
