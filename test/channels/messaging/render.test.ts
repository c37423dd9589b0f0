import { describe, expect, it } from 'vitest';
import type { PlatformLimits, Renderable } from '../../../src/channels/messaging/platform.ts';
import { renderAnswer, renderText } from '../../../src/channels/messaging/render.ts';
import { RENDER_WORDS } from '../../../src/channels/messaging/render-words.ts';
import type { AnswerSection } from '../../../src/conversation/answer.ts';

const LIMITS: PlatformLimits = {
  textLength: 2000,
  counting: 'code-points',
  buttons: 5,
  buttonTitleLength: 20,
  payloadBytes: 64,
  messages: 3,
  markup: 'none',
};
const section = (facet: AnswerSection['facet'], ...texts: string[]): AnswerSection => ({
  facet,
  procedureCode: '1.000894',
  title: `Phần ${facet}`,
  lines: texts.map((text) => ({ style: 'bullet', text })),
});
const ANSWER: Renderable = {
  outcome: 'answered',
  language: 'vi',
  gist: 'Dạ, về thủ tục “Đăng ký kết hôn”:',
  sections: [section('where', 'Ủy ban nhân dân cấp xã'), section('fee', 'Miễn phí')],
  source: 'Nguồn: thủ tục 1.000894, https://example.invalid/a?b=1&c=2',
  text: '',
  options: [],
  nextFacets: ['time', 'dossier', 'how', 'online', 'forms'],
  answerCodes: ['1.000894'],
};
const render = (more: Partial<Renderable> = {}, limits: Partial<PlatformLimits> = {}) =>
  renderAnswer({ ...ANSWER, ...more }, { ...LIMITS, ...limits }, RENDER_WORDS.vi);
const many = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `Giấy tờ số ${at + 1} (1 bản chính, 2 bản sao)`);

describe('an answer that fits', () => {
  it('is one message in the order of the answer, what may be asked next on buttons', () => {
    expect(render()).toEqual([
      {
        text: [
          'Dạ, về thủ tục “Đăng ký kết hôn”:',
          'Phần where:\n• Ủy ban nhân dân cấp xã',
          'Phần fee:\n• Miễn phí',
          'Nguồn: thủ tục 1.000894, https://example.invalid/a?b=1&c=2',
        ].join('\n\n'),
        plain: expect.any(String) as string,
        buttons: [
          { title: 'Thời hạn', payload: 'f:time' },
          { title: 'Giấy tờ', payload: 'f:dossier' },
          { title: 'Cách làm', payload: 'f:how' },
          { title: 'Nộp qua mạng', payload: 'f:online' },
          { title: 'Gặp cán bộ', payload: 'p' },
        ],
      },
    ]);
  });

  it('names in words what may be asked next where there are no buttons, if that costs no message', () => {
    const [message, ...rest] = render({}, { buttons: 0 });
    expect(rest).toEqual([]);
    expect(message?.plain).toContain(
      'gõ: thời hạn, giấy tờ, cách làm, nộp qua mạng, mẫu đơn ạ.\n\nNguồn:',
    );
    const alone = message?.plain.replace(/\n\nCần biết thêm.*?(?=\n\n)/su, '') ?? '';
    const tight = render({}, { buttons: 0, textLength: [...alone].length });
    expect(tight.map(({ plain }) => plain)).toEqual([alone]);
  });

  it('is marked up for Telegram with headings bold and signs escaped', () => {
    const [message] = render(
      { sections: [{ ...section('fee', 'a < b & c'), title: 'Phí <x>' }] },
      { markup: 'telegram-html' },
    );
    expect(message?.text).toContain('<b>Phí &lt;x&gt;:</b>\n• a &lt; b &amp; c');
    expect(message?.text).toContain('b=1&amp;c=2');
    expect(message?.plain).toContain('Phí <x>:\n• a < b & c');
  });

  it('parts between sections rather than inside one, when it takes no message more', () => {
    const sections = [
      section('fee', 'x'.repeat(60)),
      section('time', 'y'.repeat(60), 'z'.repeat(30)),
    ];
    const pages = render({ gist: '', sections, source: 'Nguồn.' }, { textLength: 140 });
    expect(pages.map(({ plain }) => plain.split('\n')[0])).toEqual(['Phần fee:', 'Phần time:']);
    const full = render(
      { gist: '', sections, source: 'Nguồn: '.padEnd(75, 'n') },
      { textLength: 160 },
    );
    expect(full.map(({ plain }) => plain.split('\n')[0])).toEqual([
      'Phần fee:',
      `• ${'z'.repeat(30)}`,
    ]);
  });
});

describe('choices', () => {
  const options = [
    { code: '1.000001', label: 'Kết hôn' },
    { code: '1.000002', label: 'Khai sinh' },
  ];
  const clarify = {
    outcome: 'clarify',
    sections: [],
    source: '',
    nextFacets: [],
    options,
  } as const;

  it('stand on buttons by name where the names fit', () => {
    const [message] = render(clarify);
    expect(message?.plain).not.toContain('1. Kết hôn');
    expect(message?.buttons.map(({ title }) => title)).toEqual([
      'Kết hôn',
      'Khai sinh',
      'Gặp cán bộ',
    ]);
  });

  it('are numbered where one name is too long, with a digit on each button', () => {
    const long = { code: '1.000003', label: 'Đăng ký kết hôn có yếu tố nước ngoài' };
    const [message] = render({ ...clarify, options: [...options, long] });
    expect(message?.plain).toContain(
      '1. Kết hôn\n2. Khai sinh\n3. Đăng ký kết hôn có yếu tố nước ngoài',
    );
    expect(message?.buttons).toEqual([
      { title: '1', payload: 'c:1.000001' },
      { title: '2', payload: 'c:1.000002' },
      { title: '3', payload: 'c:1.000003' },
      { title: 'Gặp cán bộ', payload: 'p' },
    ]);
  });

  it('are numbered to be typed where there are too few buttons for all or too short payloads', () => {
    for (const limits of [{ buttons: 0 }, { buttons: 1 }, { payloadBytes: 9 }]) {
      const [message] = render(clarify, limits);
      expect(message?.plain).toContain('1. Kết hôn\n2. Khai sinh');
      expect(message?.buttons.filter(({ payload }) => payload !== 'p')).toEqual([]);
    }
  });

  it('leave no button to the officer before each choice has one', () => {
    const [message] = render(clarify, { buttons: 2 });
    expect(message?.buttons.map(({ payload }) => payload)).toEqual(['c:1.000001', 'c:1.000002']);
  });

  it('are shortened at a word before one is lost', () => {
    const label = 'Thủ tục ghi vào Sổ hộ tịch việc kết hôn đã được giải quyết ở nước ngoài '.repeat(
      4,
    );
    const four = [1, 2, 3, 4].map((at) => ({ code: `1.00000${at}`, label }));
    const pages = render({ ...clarify, options: four }, { textLength: 300, messages: 2 });
    expect(pages.length).toBeLessThanOrEqual(2);
    const said = pages.map(({ plain }) => plain).join('\n');
    for (const number of ['1.', '2.', '3.', '4.']) expect(said).toContain(`${number} Thủ tục`);
    expect(said).toMatch(/ \p{L}+…\n/u);
  });

  it.each(['handed-off', 'emergency', 'smalltalk', 'refused'] as const)(
    'offer no officer after %s',
    (outcome) => {
      expect(render({ ...clarify, outcome, options: [] })[0]?.buttons).toEqual([]);
    },
  );
});

describe('an answer that does not fit', () => {
  const long = [
    section('how', ...many(40)),
    section('time', '5 ngày'),
    section('fee', '50.000 đồng'),
    section('dossier', 'Tờ khai'),
  ];
  const small = { textLength: 300, messages: 2 };

  it('keeps fee, time and papers and says by a button what is left', () => {
    const pages = render({ sections: long }, small);
    const said = pages.map(({ plain }) => plain).join('\n');
    expect(pages.length).toBeLessThanOrEqual(2);
    expect(said).toMatch(
      /Phần fee:\n• 50\.000 đồng[\s\S]*Phần time:\n• 5 ngày[\s\S]*Phần dossier:\n• Tờ khai/u,
    );
    expect(said).not.toContain('Phần how');
    expect(said).toContain('Còn phần: cách làm.');
    expect(pages.at(-1)?.buttons[0]).toEqual({ title: 'Cách làm', payload: 'f:how' });
    expect(said.endsWith(ANSWER.source)).toBe(true);
  });

  it('says what to type where there are no buttons', () => {
    const said = render({ sections: long }, { ...small, buttons: 0 })
      .map(({ plain }) => plain)
      .join('\n');
    expect(said).toContain('gõ “cách làm” để xem ạ.');
  });

  it('cuts a single long section at the end of a line and counts what is left', () => {
    const pages = render({ sections: [section('dossier', ...many(40))] }, small);
    const said = pages.map(({ plain }) => plain).join('\n');
    const told = said.match(/• .*$/gmu) ?? [];
    expect(told.length).toBeGreaterThan(2);
    for (const line of told) expect(line).toMatch(/^• Giấy tờ số \d+ \(1 bản chính, 2 bản sao\)$/u);
    expect(said).toContain(
      `Phần giấy tờ còn ${40 - told.length} dòng; xem đủ ở địa chỉ dưới đây ạ.`,
    );
  });

  it('never shows half of a figure, whatever the length', () => {
    const line =
      'Mức thu là 1.250.000 đồng, nộp trong 07 (bảy) ngày làm việc, gọi 1900 545 433 để hỏi';
    for (let length = 90; length < 170; length += 1) {
      const pages = render(
        { gist: 'Dạ:', sections: [section('fee', line)], source: '', nextFacets: [] },
        { textLength: length, messages: 1, buttons: 0 },
      );
      const said = pages[0]?.plain ?? '';
      if (said.includes('1.250')) expect(said).toContain('1.250.000 đồng');
      if (said.includes('07')) expect(said).toContain('07 (bảy) ngày làm việc');
      if (said.includes('1900')) expect(said).toContain('1900 545 433');
    }
  });
});

describe('plain words', () => {
  it('are one message where they fit, tidied', () => {
    expect(renderText('  Chào  bác.\r\n\r\n\r\n\r\nMời bác\u0000 đến. ', LIMITS)).toEqual([
      { text: 'Chào bác.\n\nMời bác đến.', plain: 'Chào bác.\n\nMời bác đến.', buttons: [] },
    ]);
  });

  it('part at sentences, where "TP." and "1." end none', () => {
    const text = 'Bác đến TP. Hồ Chí Minh. Mang theo giấy tờ. 1. Tờ khai.';
    const pages = renderText(text, { ...LIMITS, textLength: 30 });
    expect(pages.map(({ plain }) => plain)).toEqual([
      'Bác đến TP. Hồ Chí Minh.',
      'Mang theo giấy tờ. 1. Tờ khai.',
    ]);
  });

  it('part inside a word only when it is longer than a message', () => {
    const pages = renderText(`ngắn ${'dài'.repeat(5)} ngắn`, { ...LIMITS, textLength: 8 });
    expect(pages.map(({ plain }) => plain)).toEqual(['ngắn dài', 'dàidàidà', 'idài', 'ngắn']);
  });

  it('lose nothing, however many messages they take', () => {
    const pages = renderText('Một câu. '.repeat(100), { ...LIMITS, textLength: 20 });
    expect(pages.length).toBeGreaterThan(LIMITS.messages);
    expect(pages.map(({ plain }) => plain).join(' ')).toBe('Một câu. '.repeat(100).trim());
  });
});
