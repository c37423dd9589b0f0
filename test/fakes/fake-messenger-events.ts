/** One item of `messaging` or `standby`, as Meta posts it. */
export type MessengerItem = Readonly<Record<string, unknown>>;

let count = 0;
export const nextMid = (): string => `m_${Date.now().toString(36)}${(count += 1).toString(36)}`;

interface Moment {
  readonly mid?: string;
  readonly atMs?: number;
}

/** Makes the events of a page by the platform's reference pages. */
export function createMessengerEvents(pageId: string, now: () => Date) {
  const from = (contact: string, { atMs = now().getTime() }: Moment = {}) => ({
    sender: { id: contact },
    recipient: { id: pageId },
    timestamp: atMs,
  });
  const message =
    (make: (value: string) => Readonly<Record<string, unknown>>) =>
    (contact: string, value: string, moment: Moment = {}): MessengerItem => ({
      ...from(contact, moment),
      message: { mid: moment.mid ?? nextMid(), ...make(value) },
    });
  return {
    text: message((text) => ({ text })),
    quickReply: (contact: string, title: string, payload: string, moment: Moment = {}) => ({
      ...from(contact, moment),
      message: { mid: moment.mid ?? nextMid(), text: title, quick_reply: { payload } },
    }),
    attachment: message((type) => ({
      attachments: [{ type, payload: { url: 'https://cdn.invalid/a' } }],
    })),
    sticker: message((id) => ({
      attachments: [
        { type: 'image', payload: { url: 'https://cdn.invalid/s', sticker_id: Number(id) } },
      ],
    })),
    link: message((text) => ({
      text,
      attachments: [{ type: 'fallback', payload: { url: 'https://example.invalid' }, title: 'x' }],
    })),
    captioned: message((text) => ({
      text,
      attachments: [{ type: 'image', payload: { url: 'https://cdn.invalid/a' } }],
    })),
    postback: (contact: string, title: string, payload: string, moment: Moment = {}) => ({
      ...from(contact, moment),
      postback: { mid: moment.mid ?? nextMid(), title, payload },
    }),
    started: (contact: string, ref: string, moment: Moment = {}) => ({
      ...from(contact, moment),
      postback: {
        mid: moment.mid ?? nextMid(),
        title: 'Get Started',
        payload: 'GET_STARTED',
        referral: { ref, source: 'SHORTLINK', type: 'OPEN_THREAD' },
      },
    }),
    referral: (contact: string, ref: string, moment: Moment = {}) => ({
      ...from(contact, moment),
      referral: { ref, source: 'SHORTLINK', type: 'OPEN_THREAD' },
    }),
    read: (contact: string, moment: Moment = {}) => ({
      ...from(contact, moment),
      read: { watermark: moment.atMs ?? now().getTime() },
    }),
    delivered: (contact: string, mids: readonly string[], moment: Moment = {}) => ({
      ...from(contact, moment),
      delivery: { mids, watermark: moment.atMs ?? now().getTime() },
    }),
    /** A message of the page, repeated: `sender` and `recipient` are the other way round. */
    echo: (
      contact: string,
      text: string,
      {
        mid = nextMid(),
        atMs = now().getTime(),
        ...more
      }: Moment & {
        readonly app_id?: number;
        readonly metadata?: string;
      } = {},
    ) => ({
      sender: { id: pageId },
      recipient: { id: contact },
      timestamp: atMs,
      message: { mid, text, is_echo: true, ...more },
    }),
    passed: (contact: string, newOwner: string, moment: Moment = {}) => ({
      ...from(contact, moment),
      pass_thread_control: { previous_owner_app_id: '1', new_owner_app_id: newOwner, metadata: '' },
    }),
    taken: (contact: string, previousOwner: string, moment: Moment = {}) => ({
      ...from(contact, moment),
      take_thread_control: { previous_owner_app_id: previousOwner, metadata: '' },
    }),
    unknown: (contact: string, moment: Moment = {}) => ({
      ...from(contact, moment),
      moon_phase: { phase: 'full' },
    }),
  };
}

export type MessengerEvents = ReturnType<typeof createMessengerEvents>;
