import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ModelUnavailable } from '../../../src/answering/model.ts';
import type { LanguageModel } from '../../../src/answering/model.ts';
import { repliesSchema } from '../../../src/answering/replies.ts';
import { buildVocabulary, vocabularySchema } from '../../../src/answering/wording/vocabulary.ts';
import { wordAnswer } from '../../../src/answering/wording/word-answer.ts';
import type { Answer } from '../../../src/conversation/answer.ts';
import { ANSWER } from '../../contracts/samples.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const file = vocabularySchema.parse(parse(read('knowledge/wording/vocabulary.yaml')));
const replies = {
  vi: repliesSchema.parse(JSON.parse(read('knowledge/replies.vi.json'))),
  en: repliesSchema.parse(JSON.parse(read('knowledge/replies.en.json'))),
};
const vocabularies = { vi: buildVocabulary(file.vi), en: buildVocabulary(file.en) };

const NAME = 'Thủ tục đăng ký khai sinh';
const CONFIRM = replies.vi.confirm;
const template: Answer = {
  ...ANSWER,
  outcome: 'answered',
  gist: `Dạ, về thủ tục “${NAME}”: ${CONFIRM}`,
  sections: [
    {
      facet: 'fee',
      procedureCode: '1.001193',
      title: 'Lệ phí',
      lines: [
        { style: 'bullet', text: 'Trực tiếp: 10.000 đồng.' },
        { style: 'bullet', text: 'Qua mạng: 8.000 đồng.' },
      ],
    },
  ],
  options: [],
  procedures: [{ code: '1.001193', name: NAME, score: 0.9 }],
  answerCodes: ['1.001193'],
  facet: 'fee',
  facets: ['fee'],
  source: 'Mã thủ tục 1.001193',
  reason: 'sure',
};

const saying = (text: string, pieces = 3): LanguageModel => ({
  async *write() {
    for (let at = 0; at < text.length; at += pieces) yield text.slice(at, at + pieces);
  },
  read: () => Promise.reject(new ModelUnavailable('off')),
});

async function worded(model: LanguageModel, answer = template) {
  const sentences: string[] = [];
  const result = await wordAnswer(
    answer,
    { model, vocabularies, replies },
    {
      question: 'x',
      signal: new AbortController().signal,
      onSentence: (sentence) => sentences.push(sentence),
    },
  );
  return { answer: result, sentences, reason: result.trace.at(-1)?.detail['reason'] };
}

describe('an answer in a model’s words', () => {
  it('has a warmer opening and the same facts, limits and source', async () => {
    const { answer, sentences, reason } = await worded(
      saying('Dạ, thưa ông bà. Lệ phí là ⟦F1⟧ và ⟦F2⟧ ạ.'),
    );
    expect(answer.gist).toBe(
      `Dạ, thưa ông bà. Lệ phí là trực tiếp: 10.000 đồng và qua mạng: 8.000 đồng ạ. ${CONFIRM}`,
    );
    expect(answer.sections).toBe(template.sections);
    expect(answer.source).toBe(template.source);
    expect(answer.text).toContain('Qua mạng: 8.000 đồng.');
    expect(sentences).toEqual([
      'Dạ, thưa ông bà.',
      'Lệ phí là trực tiếp: 10.000 đồng và qua mạng: 8.000 đồng ạ.',
    ]);
    expect(reason).toBe('verified');
  });

  it('is the template’s from the first word when a draft fails, and says why', async () => {
    const { answer, sentences, reason } = await worded(
      saying('Dạ, thưa ông bà. Lệ phí là 5.000 đồng. Xin cảm ơn ạ.'),
    );
    expect(answer.gist).toBe(template.gist);
    expect(answer.text).toBe(template.text);
    expect(reason).toBe('figure');
    // What was shown before was true by itself.
    expect(sentences).toEqual(['Dạ, thưa ông bà.']);
  });

  it('shows no sentence before it has ended', async () => {
    const shown: string[] = [];
    const model: LanguageModel = {
      ...saying(''),
      async *write() {
        yield 'Dạ, thưa ông bà. Lệ phí là ⟦F1⟧';
        shown.push('…');
        yield ' và ⟦F2⟧ ạ.';
      },
    };
    await wordAnswer(
      template,
      { model, vocabularies, replies },
      {
        question: 'x',
        signal: new AbortController().signal,
        onSentence: (sentence) => shown.push(sentence),
      },
    );
    expect(shown.map((one) => one.slice(0, 6))).toEqual(['Dạ, th', '…', 'Lệ phí']);
  });

  it('is plain when there is no model', async () => {
    const dead: LanguageModel = {
      // eslint-disable-next-line require-yield
      async *write() {
        throw new ModelUnavailable('resting');
      },
      read: () => Promise.reject(new ModelUnavailable('resting')),
    };
    const { answer, reason } = await worded(dead);
    expect(answer.gist).toBe(template.gist);
    expect(reason).toBe('model-resting');
  });

  it('is plain when the model breaks off, and ends one that does not', async () => {
    const half: LanguageModel = {
      ...saying(''),
      async *write() {
        yield 'Dạ, lệ phí là ⟦F1⟧';
        throw new ModelUnavailable('cut-off');
      },
    };
    expect((await worded(half)).answer.gist).toBe(template.gist);
    let written = 0;
    const endless: LanguageModel = {
      ...saying(''),
      async *write() {
        for (;;) {
          written += 1;
          yield 'dạ thưa ông bà ';
        }
      },
    };
    expect((await worded(endless)).answer.gist).toBe(template.gist);
    expect(written).toBeLessThan(1000);
  });

  it('leaves alone what is no answer from one record', async () => {
    const model = saying('Dạ, lệ phí là ⟦F1⟧ và ⟦F2⟧ ạ.');
    for (const values of [
      { outcome: 'clarify' },
      { outcome: 'handed-off' },
      { gist: 'Dạ, ông/bà hỏi hai việc.' },
      { options: [{ code: '1', label: 'x' }] },
    ] as const) {
      const { answer } = await worded(model, { ...template, ...values });
      expect(answer).toEqual({ ...template, ...values });
    }
  });

  const adversarial = read('test/fixtures/adversarial-replies.jsonl')
    .trim()
    .split('\n')
    .map((line) => z.object({ reply: z.string(), language: z.string() }).parse(JSON.parse(line)))
    .filter(({ language }) => language === 'vi')
    .map(({ reply }) => reply);
  it.each(adversarial)('never shows a word of: %s', async (reply) => {
    const { answer, sentences } = await worded(saying(reply, 5));
    expect(answer.gist).toBe(template.gist);
    // Sentences shown before the fault are approved words and the record's own facts only.
    for (const sentence of sentences) {
      const rest = sentence.replace(/trực tiếp: 10\.000 đồng|qua mạng: 8\.000 đồng/gu, '');
      expect(rest).not.toMatch(/[\p{N}/@]|miễn|không|sẽ|chắc/u);
    }
  });
});
