import type { Means } from '../../src/answering/means.ts';
import type { Answer, AnswerSection } from '../../src/conversation/answer.ts';
import type { Question } from '../../src/conversation/conversation.ts';
import type { Facet } from '../../src/procedure/guide.ts';
import { procedureSchema } from '../../src/procedure/procedure.ts';

/**
 * Means with a script instead of a search, so that a journey through the pages fails only when the
 * pages do. The words and shapes are those of true answers.
 */

export const BIRTH = 'làm giấy khai sinh cho con cần giấy tờ gì';
export const VAGUE = 'chuyển nhượng';
export const FIRE = 'cháy nhà rồi cứu với';

const LINK = 'https://dichvucong.gov.vn/thu-tuc-hanh-chinh/0b1f8e54-1c9a-4b39-9b7a-0d5b5e1f1193';

const procedure = procedureSchema.parse({
  code: '1.001193',
  name: 'Thủ tục đăng ký khai sinh',
  field: 'Hộ tịch',
  levels: ['commune'],
  executingAgencies: ['Ủy ban nhân dân cấp xã'],
  subjects: ['Công dân Việt Nam'],
  submissions: [
    {
      method: 'direct',
      durations: [{ quantity: 1, unit: 'working-day' }],
      fees: [{ kind: 'fee', meaning: 'free' }],
    },
    {
      method: 'online',
      durations: [
        {
          quantity: 1,
          unit: 'working-day',
          stated: 'Trường hợp nhận sau 15 giờ thì trả vào ngày làm việc tiếp theo',
        },
      ],
      fees: [{ kind: 'fee', meaning: 'exact', amount: 8000, stated: '8.000 đồng/bản' }],
    },
  ],
  cases: [
    {
      name: 'Giấy tờ phải nộp',
      items: [
        { kind: 'paper', name: 'Giấy chứng sinh', originals: 1 },
        {
          kind: 'paper',
          name: 'Tờ khai đăng ký khai sinh theo mẫu',
          originals: 1,
          forms: [{ name: 'Tờ khai đăng ký khai sinh' }],
        },
        { kind: 'note', name: 'Bản chụp giấy tờ phải rõ nét, đầy đủ.' },
      ],
    },
  ],
  steps: ['Người có yêu cầu nộp hồ sơ.', 'Công chức tiếp nhận kiểm tra hồ sơ.'],
  requirements: 'Không có.',
  results: ['Giấy khai sinh'],
  legalBasis: [{ number: '60/2014/QH13', name: 'Luật Hộ tịch' }],
  decision: '1872/QĐ-BTP',
  updatedAt: '2026-07-18',
  link: LINK,
});

const SECTIONS: Partial<Record<Facet, AnswerSection>> = {
  dossier: {
    facet: 'dossier',
    procedureCode: procedure.code,
    title: 'Giấy tờ cần có',
    lines: [
      { style: 'heading', text: 'Giấy tờ phải nộp' },
      ...Array.from({ length: 12 }, (_, at) => ({
        style: 'bullet' as const,
        text: `Giấy chứng sinh; trường hợp không có Giấy chứng sinh thì nộp văn bản của người làm chứng xác nhận về việc sinh, tờ ${at + 1} (1 bản chính)`,
      })),
      { style: 'note', text: 'Đã nộp bản điện tử Giấy chứng sinh thì không phải nộp bản giấy.' },
      {
        style: 'quote',
        text: 'Hồ sơ thủ tục ghi: “Bản chụp các giấy tờ phải bảo đảm rõ nét, đầy đủ.”',
      },
    ],
  },
  fee: {
    facet: 'fee',
    procedureCode: procedure.code,
    title: 'Lệ phí',
    lines: [{ style: 'bullet', text: 'trực tiếp: không thu phí, lệ phí' }],
  },
};

const base: Answer = {
  outcome: 'answered',
  language: 'vi',
  gist: '',
  sections: [],
  source: '',
  text: '',
  options: [],
  nextFacets: [],
  citations: [],
  procedures: [{ code: procedure.code, name: procedure.name, score: 0.9 }],
  answerCodes: [],
  facet: null,
  facets: [],
  confidence: 0.9,
  reason: 'scripted',
  trace: [],
};

function about(facet: Facet): Answer {
  const section = SECTIONS[facet] ?? SECTIONS.dossier;
  const source = `Nguồn: thủ tục ${procedure.code}, Quyết định ${procedure.decision}, dữ liệu ngày 18/7/2026, ${LINK}`;
  return {
    ...base,
    gist: `Dạ, về thủ tục “${procedure.name}”: Ông/bà làm ở Ủy ban nhân dân xã, phường nơi cư trú.`,
    sections: section ? [section] : [],
    source,
    text: `Dạ, về thủ tục “${procedure.name}”.\n\n${source}`,
    nextFacets: (['dossier', 'fee', 'time', 'where', 'online'] as const).filter(
      (one) => one !== facet,
    ),
    citations: [{ code: procedure.code, facet, url: LINK, updatedAt: '2026-07-18' }],
    answerCodes: [procedure.code],
    facet,
    facets: [facet],
  };
}

function answer({ text, chosenCode, chosenFacet }: Question): Answer {
  if (chosenFacet || chosenCode) return about(chosenFacet ?? 'dossier');
  if (text === FIRE) {
    return {
      ...base,
      outcome: 'emergency',
      gist: 'Ông/bà gọi 114 (cứu hỏa). Có người bị thương, gọi 115.',
      text: 'Gọi 114.',
    };
  }
  if (text.includes('cán bộ')) {
    return {
      ...base,
      outcome: 'handed-off',
      gist: 'Dạ, trợ lý chuyển ông/bà tới cán bộ.',
      text: 'Dạ, trợ lý chuyển ông/bà tới cán bộ.',
    };
  }
  if (text === VAGUE) {
    return {
      ...base,
      outcome: 'clarify',
      gist: 'Dạ, ông/bà hỏi việc nào trong các việc sau ạ?',
      text: 'Dạ, ông/bà hỏi việc nào trong các việc sau ạ?',
      options: [
        { code: '1.001193', label: 'Thủ tục đăng ký khai sinh' },
        { code: '2.000528', label: 'Thủ tục đăng ký khai sinh có yếu tố nước ngoài' },
      ],
    };
  }
  return about(text.includes('phí') ? 'fee' : 'dossier');
}

export function createScriptedMeans(): Means {
  return {
    answer: async (question) => answer(question),
    search: () => base.procedures,
    tell: () => undefined,
    procedure: (code) => (code === procedure.code ? procedure : undefined),
    guide: () => undefined,
    greeting: (language) =>
      language === 'vi'
        ? {
            text: 'Dạ, chào ông/bà! Ông/bà cần hỏi thủ tục nào ạ?',
            suggestions: [BIRTH, 'Đăng ký tạm trú mất mấy ngày?'],
          }
        : {
            text: 'Hello! What do you need to do?',
            suggestions: ['What papers does a birth certificate need?'],
          },
    knowledge: { procedures: 1, detail: 'full', dataDate: '2026-07-18', hash: 'scripted' },
    close: () => {},
  };
}
