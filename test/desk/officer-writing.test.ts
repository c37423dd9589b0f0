import { describe, expect, it } from 'vitest';
import { ModelUnavailable } from '../../src/answering/model.ts';
import type { LanguageModel, ModelRequest } from '../../src/answering/model.ts';
import { rewriteDraft, summariseTalk, translateText } from '../../src/desk/officer-writing.ts';

const asked: ModelRequest[] = [];
const saying = (text: string): LanguageModel => ({
  async *write(request) {
    asked.push(request);
    yield text;
  },
  read: () => Promise.reject(new ModelUnavailable('off')),
});
const signal = new AbortController().signal;
const by = (text: string) => ({ model: saying(text), signal });

const DRAFT = 'Le phi 10.000 đồng, bà không phải nộp ảnh, nộp trước 30/11/2026.';

describe('a draft in better words', () => {
  it('keeps every figure, which the model never sees', async () => {
    const written = await rewriteDraft(
      DRAFT,
      'vi',
      by('Dạ, lệ phí là ⟦1⟧ đồng ạ. Bà không phải nộp ảnh; bà nộp trước ngày ⟦2⟧ giúp ạ.'),
    );
    expect(written).toEqual({
      kind: 'written',
      text: 'Dạ, lệ phí là 10.000 đồng ạ. Bà không phải nộp ảnh; bà nộp trước ngày 30/11/2026 giúp ạ.',
    });
    expect(JSON.stringify(asked.at(-1)?.values)).not.toContain('10.000');
  });

  it.each([
    ['drops a figure', 'Dạ, lệ phí là ⟦1⟧ đồng, bà không phải nộp ảnh ạ.', 'figures'],
    ['swaps figures', 'Dạ, nộp trước ⟦2⟧, lệ phí ⟦1⟧ đồng, bà không phải nộp ảnh ạ.', 'figures'],
    [
      'writes its own',
      'Dạ, lệ phí ⟦1⟧ đồng, không phải nộp ảnh, trước ⟦2⟧, gọi 1022 ạ.',
      'figures',
    ],
    ['doubles one', 'Dạ, phí ⟦1⟧ đồng, ⟦1⟧ đồng, không phải nộp ảnh, trước ⟦2⟧ ạ.', 'figures'],
    ['drops a "not"', 'Dạ, lệ phí ⟦1⟧ đồng, bà phải nộp ảnh, trước ⟦2⟧ ạ.', 'negation'],
    ['adds a "must"', 'Dạ, phí ⟦1⟧ đồng, bà không phải nộp ảnh, phải nộp trước ⟦2⟧ ạ.', 'negation'],
    ['promises', 'Dạ, phí ⟦1⟧ đồng, bà không phải nộp ảnh, trước ⟦2⟧ chắc chắn xong.', 'negation'],
    [
      'tells a story',
      `Dạ, phí ⟦1⟧ đồng, không phải nộp ảnh, trước ⟦2⟧. ${'Dạ vâng ạ. '.repeat(30)}`,
      'length',
    ],
    [
      'changes the language',
      'The fee is ⟦1⟧ dong and a photo is not needed before ⟦2⟧ madam.',
      'language',
    ],
    ['says nothing', ' ', 'length'],
    [
      'gives a link',
      'Dạ, phí ⟦1⟧ đồng, không phải nộp ảnh, trước ⟦2⟧, xem https://x.example ạ.',
      'figures',
    ],
  ])('keeps the officer’s own words when the model %s', async (_what, reply, reason) => {
    expect(await rewriteDraft(DRAFT, 'vi', by(reply))).toEqual({ kind: 'kept', reason });
  });

  it('keeps them when there is no model', async () => {
    const model: LanguageModel = {
      ...saying(''),
      // eslint-disable-next-line require-yield
      async *write() {
        throw new ModelUnavailable('timeout');
      },
    };
    expect(await rewriteDraft(DRAFT, 'vi', { model, signal })).toEqual({
      kind: 'kept',
      reason: 'model-timeout',
    });
  });

  it('is not led astray by marks in the draft', async () => {
    const written = await rewriteDraft('Phí ⟦9⟧ là 5 đồng', 'vi', by('Dạ, phí là ⟦1⟧ ⟦2⟧ đồng ạ.'));
    expect(written).toEqual({ kind: 'written', text: 'Dạ, phí là 9 5 đồng ạ.' });
  });
});

describe('a summary', () => {
  const TALK = 'Người dân: làm khai sinh hết bao nhiêu\nTrợ lý: Lệ phí 8.000 đồng.';
  it('mentions only figures of the talk', async () => {
    expect(
      await summariseTalk(TALK, 'vi', by('Hỏi lệ phí khai sinh; đã trả lời ⟦1⟧ đồng.')),
    ).toEqual({
      kind: 'written',
      text: 'Hỏi lệ phí khai sinh; đã trả lời 8.000 đồng.',
    });
    expect((await summariseTalk(TALK, 'vi', by('Hỏi lệ phí, ⟦7⟧ đồng.'))).kind).toBe('kept');
    expect((await summariseTalk(TALK, 'vi', by('Hỏi lệ phí, 5 đồng.'))).kind).toBe('kept');
    expect((await summariseTalk(TALK, 'vi', by('Cán bộ hứa giải quyết.'))).kind).toBe('kept');
  });
});

describe('a translation', () => {
  it('carries every figure and every "not" over', async () => {
    const text = 'Bà không phải nộp ảnh, lệ phí 8.000 đồng.';
    expect(await translateText(text, 'en', by('No photo is needed; the fee is ⟦1⟧ dong.'))).toEqual(
      {
        kind: 'written',
        text: 'No photo is needed; the fee is 8.000 dong.',
      },
    );
    expect(await translateText(text, 'en', by('A photo is needed; the fee is ⟦1⟧ dong.'))).toEqual({
      kind: 'kept',
      reason: 'negation',
    });
    expect((await translateText(text, 'en', by('No photo is needed.'))).kind).toBe('kept');
  });
});
