import type { Answer } from '../../src/conversation/answer.ts';
import type { InboundEvent } from '../../src/conversation/exchange.ts';

export const AT = '2026-11-20T08:00:00.000Z';
export const NOW = new Date(AT);
export const DAY_MS = 86_400_000;

export const later = (ms: number): Date => new Date(NOW.getTime() + ms);

/** A question and its answer. */
export function exchange(text: string, clientMessageId: string) {
  return [
    { role: 'citizen', text, at: AT, clientMessageId },
    { role: 'assistant', text: `${text}!`, at: AT },
  ] as const;
}

/** A message from Zalo. */
export function message(
  platformId: string,
  contact: string | null,
  text = 'x',
  happenedAtMs = NOW.getTime(),
): InboundEvent {
  return { platform: 'zalo', platformId, contact, happenedAtMs, event: { kind: 'message', text } };
}

export const ANSWER: Answer = {
  outcome: 'clarify',
  language: 'vi',
  gist: 'Dạ, ông/bà hỏi việc nào ạ?',
  sections: [
    {
      facet: 'fee',
      procedureCode: '1.001193',
      title: 'Lệ phí',
      lines: [{ style: 'note', text: 'x' }],
    },
  ],
  source: '',
  text: 'x',
  options: [{ code: '1.001193', label: 'Thủ tục đăng ký khai sinh' }],
  nextFacets: ['fee'],
  citations: [{ code: '1.001193', facet: 'fee', updatedAt: '2026-07-18' }],
  procedures: [{ code: '1.001193', name: 'Thủ tục đăng ký khai sinh', score: 0.5 }],
  answerCodes: [],
  facet: null,
  facets: [],
  confidence: 0.5,
  reason: 'several-procedures',
  trace: [],
};
