import { describe, expect, it } from 'vitest';
import { ModelUnavailable } from '../../../src/answering/model.ts';
import type { LanguageModel } from '../../../src/answering/model.ts';
import { rephrase } from '../../../src/answering/wording/rephrase.ts';
import type { Answer } from '../../../src/conversation/answer.ts';
import type { Question, Turn } from '../../../src/conversation/conversation.ts';
import { ANSWER } from '../../contracts/samples.ts';

const unsure: Answer = { ...ANSWER, outcome: 'clarify', reason: 'several-procedures' };
const sure: Answer = { ...ANSWER, outcome: 'answered', reason: 'sure', confidence: 0.95 };
const turns: Turn[] = [
  { index: 0, role: 'citizen', text: 'làm khai sinh cho cháu ngoại', at: '' },
  { index: 1, role: 'assistant', text: 'Dạ, ông/bà muốn hỏi gì ạ?', at: '' },
];
const QUESTION: Question = { text: 'cái đó mất bao lâu', channel: 'web' };

const reading = (reply: unknown): LanguageModel & { asked: number } => {
  const model = {
    asked: 0,
    async *write() {
      yield '';
    },
    read: (async (_request: unknown, schema: { safeParse(value: unknown): { data?: unknown } }) => {
      model.asked += 1;
      const { data } = schema.safeParse(reply);
      if (data === undefined) throw new ModelUnavailable('wrong-shape');
      return data;
    }) as LanguageModel['read'],
  };
  return model;
};

async function read(model: LanguageModel, plain = unsure, question = QUESTION, again = sure) {
  const asked: string[] = [];
  const answer = await rephrase(
    plain,
    question,
    { turns },
    {
      model,
      answer: ({ text }) => {
        asked.push(text);
        return again;
      },
      sureFrom: 0.8,
    },
    new AbortController().signal,
  );
  return { answer, asked, reason: answer.trace.at(-1)?.detail['reason'] };
}

describe('a message put better by a model', () => {
  it('is answered when the rules are then sure', async () => {
    const model = reading({
      questions: ['khai sinh cho cháu ngoại mất bao lâu'],
      facets: ['time'],
    });
    const { answer, asked } = await read(model);
    expect(asked).toEqual(['khai sinh cho cháu ngoại mất bao lâu']);
    expect(answer.outcome).toBe('answered');
  });

  it('keeps the first reading while the rules stay unsure', async () => {
    const model = reading({ questions: ['khai sinh cho cháu ngoại mất bao lâu'] });
    const { answer, reason } = await read(model, unsure, QUESTION, { ...sure, confidence: 0.6 });
    expect(answer.outcome).toBe('clarify');
    expect(reason).toBe('still-unsure');
  });

  it.each([
    ['a matter nobody spoke of', 'đăng ký kết hôn mất bao lâu'],
    ['a code', 'thủ tục 1.004222 mất bao lâu'],
    ['a place', 'khai sinh ở Hà Nội mất bao lâu'],
  ])('does not take %s from a model', async (_what, text) => {
    const { answer, asked, reason } = await read(reading({ questions: [text] }));
    expect(asked).toEqual([]);
    expect(answer.outcome).toBe('clarify');
    expect(reason).toBe('new-words');
  });

  it.each([
    ['an answer instead of a question', 'Lệ phí là 5.000 đồng'],
    ['another shape', { text: 'x' }],
    ['too many questions', { questions: ['một', 'hai', 'ba', 'bốn'] }],
  ])('does not take %s', async (_what, reply) => {
    expect((await read(reading(reply))).reason).toBe('model-wrong-shape');
  });

  it('is not asked for what is sure, chosen, screened out or one word', async () => {
    for (const [plain, question] of [
      [sure, QUESTION],
      [{ ...unsure, outcome: 'emergency', reason: 'fire' }, QUESTION],
      [{ ...unsure, outcome: 'refused', reason: 'instructions' }, QUESTION],
      [{ ...unsure, outcome: 'handed-off', reason: 'complaint' }, QUESTION],
      [unsure, { ...QUESTION, chosenCode: '1.001193' }],
      [unsure, { ...QUESTION, text: 'alo' }],
    ] as const) {
      const model = reading({ questions: ['khai sinh cho cháu ngoại'] });
      expect((await read(model, plain, question)).answer).toBe(plain);
      expect(model.asked).toBe(0);
    }
  });
});
