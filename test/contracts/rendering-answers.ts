import type { Answer, AnswerLine, AnswerSection } from '../../src/conversation/answer.ts';
import type { Turn } from '../../src/conversation/conversation.ts';
import { openMeans } from '../../src/open-means.ts';
import { ANSWER, AT } from './samples.ts';

let made: Promise<ReadonlyMap<string, Answer>> | undefined;

/** Twenty answers every channel must be able to give; most are the product's own. Made once. */
export function twentyAnswers(): Promise<ReadonlyMap<string, Answer>> {
  made ??= make();
  return made;
}

/** What citizens ask, in one conversation each. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  fee: ['lệ phí đăng ký kết hôn'],
  'fee, time and papers': ['đăng ký khai sinh cần gì, bao lâu, lệ phí bao nhiêu'],
  'an overview with many papers': ['đăng ký thành lập công ty cổ phần'],
  'papers of a birth': ['làm giấy khai sinh cho con cần giấy tờ gì'],
  'time with several levels': ['đăng ký thường trú mất mấy ngày và lệ phí bao nhiêu'],
  'two needs': ['cho hỏi lệ phí đăng ký khai sinh và thời hạn cấp hộ chiếu phổ thông trong nước'],
  'a question back': ['đăng ký xe'],
  'a question back in English': ['How much to register a marriage'],
  'hand-off': ['cho tôi gặp cán bộ'],
  emergency: ['nhà tôi đang cháy cứu với'],
  greeting: ['xin chào'],
  'out of scope': ['giá vàng hôm nay bao nhiêu'],
  unreadable: ['!!!'],
  English: ["What documents do I need to register my child's birth?"],
};

async function make(): Promise<ReadonlyMap<string, Answer>> {
  const means = await openMeans();
  const answers = new Map<string, Answer>();
  for (const [title, messages] of Object.entries(ASKED)) {
    const turns: Turn[] = [];
    let answer: Answer | undefined;
    for (const text of messages) {
      answer = await means.answer({ text, channel: 'zalo' }, { turns });
      turns.push({ index: turns.length, role: 'citizen', text, at: AT });
    }
    if (answer) answers.set(title, answer);
  }
  means.close();
  const fee = answers.get('fee') as Answer;
  const section = (facet: AnswerSection['facet'], lines: readonly AnswerLine[]): AnswerSection => ({
    facet,
    procedureCode: '1.000894',
    title: `Phần ${facet}`,
    lines,
  });
  const answered = (...sections: AnswerSection[]): Answer => ({ ...fee, sections });
  const labels = [
    'Thủ tục đăng ký kết hôn',
    'Thủ tục đăng ký kết hôn có yếu tố nước ngoài',
    'Thủ tục đăng ký kết hôn giữa công dân Việt Nam tạm trú ở nước ngoài với nhau hoặc giữa công dân Việt Nam cư trú ở nước ngoài với người nước ngoài',
    'Thủ tục ghi vào Sổ hộ tịch việc kết hôn của công dân Việt Nam đã được giải quyết tại cơ quan có thẩm quyền của nước ngoài',
  ];
  const papers = Array.from({ length: 30 }, (_, at): AnswerLine => ({
    style: 'bullet',
    text: `Bản sao giấy tờ thứ ${at + 1} của người nộp hồ sơ, có chứng thực (${at + 1} bản chính, 2 bản sao)`,
  }));
  const long = Array.from(
    { length: 60 },
    (_, at) => `Nộp ${at + 1}.000 đồng trong 0${(at % 9) + 1} (bảy) ngày làm việc.`,
  ).join(' ');
  answers.set('four choices', {
    ...ANSWER,
    sections: [],
    nextFacets: [],
    options: labels.map((label, at) => ({ code: `1.00089${at}`, label })),
  });
  answers.set('two short choices', {
    ...ANSWER,
    sections: [],
    nextFacets: [],
    options: [
      { code: '1.000894', label: 'Kết hôn' },
      { code: '1.001193', label: 'Khai sinh' },
    ],
  });
  answers.set('thirty papers', answered(section('dossier', papers), ...fee.sections));
  answers.set(
    'a note of 3,000 characters',
    answered(section('fee', [{ style: 'note', text: long }])),
  );
  answers.set(
    'emoji, signs of markup and letters taken apart',
    answered(
      section('how', [
        { style: 'heading', text: 'A < B & C > D “<b>không phải thẻ</b>” &amp;' },
        { style: 'text', text: '👩‍👩‍👧‍👦 🇻🇳 '.repeat(20).trim() },
        {
          style: 'quote',
          text: 'Nộp tại Ủy ban nhân dân xã, phường. '.repeat(8).trim().normalize('NFD'),
        },
      ]),
    ),
  );
  answers.set('no address in the source', {
    ...answered(section('legal', papers)),
    source: 'Nguồn: thủ tục 1.000894.',
  });
  return answers;
}
