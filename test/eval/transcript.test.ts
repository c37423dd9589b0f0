import { describe, expect, it } from 'vitest';
import { transcriptOf } from '../../eval/suggestions/transcript.ts';

const QUESTION = 'Làm giấy khai sinh cho con, cần giấy tờ gì? Lệ phí 8.000 đồng đúng không?';

describe('a transcript derived from a written question', () => {
  it('is the same for the same seed and another for another', () => {
    expect(transcriptOf([QUESTION], 7)).toEqual(transcriptOf([QUESTION], 7));
    expect(transcriptOf([QUESTION], 7)).not.toEqual(transcriptOf([QUESTION], 8));
  });

  it('keeps every word of the question in order, without capitals and punctuation', () => {
    for (let seed = 1; seed < 50; seed += 1) {
      const said = transcriptOf([QUESTION], seed);
      const text = said
        .filter(({ speaker }) => speaker === 'customer')
        .map((one) => one.text)
        .join(' ');
      expect(text).not.toMatch(/[?,]|\p{Lu}/u);
      let at = 0;
      for (const word of ['làm', 'khai', 'sinh', 'con', 'giấy', 'tờ', '8.000', 'đồng', 'không']) {
        at = text.indexOf(word, at);
        expect(at).toBeGreaterThanOrEqual(0);
        at += word.length;
      }
    }
  });

  it('is said in order, in one to three pieces after a greeting', () => {
    for (let seed = 1; seed < 50; seed += 1) {
      const said = transcriptOf([QUESTION], seed);
      const starts = said.map(({ startMs }) => startMs);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      const pieces = said.filter(({ speaker }) => speaker === 'customer').length - 1;
      expect(pieces).toBeGreaterThanOrEqual(1);
      expect(pieces).toBeLessThanOrEqual(3);
    }
  });

  it('lets the agent answer between two messages', () => {
    const said = transcriptOf([QUESTION, 'Còn nộp ở đâu?'], 3);
    const answers = said.filter(
      ({ speaker, text }) => speaker === 'agent' && text.split(' ').length >= 8,
    );
    expect(answers).toHaveLength(1);
  });
});
