import type { Random } from './random.ts';
import { NOISES, addNoise } from './noise.ts';
import type { Noise } from './noise.ts';

/** A phrasing put as a citizen would put it, with the codes that are right for it. */
export interface Example {
  readonly text: string;
  readonly codes: readonly string[];
  /** The phrasing itself; its labels are hidden from the search while it is being asked. */
  readonly phrasing: string;
  readonly noise: Noise;
}

/** Courtesies and facet questions people wrap a need in. Training text only; nobody reads it. */
const BEFORE = [
  'cho em hỏi',
  'dạ cho tôi hỏi',
  'anh chị ơi',
  'xin hỏi',
  'cán bộ ơi cho hỏi',
  'mình muốn hỏi',
  'tôi muốn',
  'em cần',
  'giờ muốn',
  'cho hỏi thủ tục',
  'nhờ tư vấn giúp',
  'alo cho hỏi',
  'thưa cán bộ',
  'tui tính',
  'hỏi giùm má tui',
  'bố em',
  'nhà tôi',
  'bên em',
];
const AFTER = [
  'thì cần giấy tờ gì',
  'hết bao nhiêu tiền',
  'mất bao lâu',
  'nộp ở đâu',
  'làm thế nào',
  'cần những gì',
  'có mất phí không',
  'bao nhiêu ngày thì xong',
  'thì làm sao',
  'phải chuẩn bị hồ sơ gì',
  'ra đâu làm vậy',
  'làm online được không',
  'điều kiện thế nào',
  'lệ phí nhiêu',
  'mấy ngày có',
  'cần mang theo gì ạ',
  'dùng mẫu đơn nào',
  'ở xã có làm không',
  'được không ạ',
  'có kết quả khi nào',
  'ai giải quyết',
];
const STORY = [
  'Tôi năm nay ngoài sáu mươi tuổi, sống một mình ở quê.',
  'Nhà em ở xa, đi lại khó khăn.',
  'Hôm trước em có ra phường hỏi mà người ta bảo về chuẩn bị thêm.',
  'Vợ chồng em đi làm công nhân cả tuần.',
  'Chuyện là thế này ạ.',
  'Tháng sau tôi phải đi công tác xa.',
  'Mấy bữa nay trời mưa nên chưa đi được.',
  'Con tôi đang học lớp ba.',
  'Gia đình em mới chuyển về đây từ đầu năm.',
  'Hàng xóm bảo việc này dễ lắm.',
  'Tôi có đọc trên mạng nhưng không hiểu.',
  'Em cảm ơn anh chị nhiều.',
  'Mong cán bộ chỉ giúp.',
  'Trước đây tôi làm ở huyện, giờ huyện bỏ rồi.',
  'Ông nhà tôi ốm nên tôi đi thay.',
];

const NOISE_SHARE: Readonly<Record<Noise, number>> = {
  clean: 0.34,
  'no-marks': 0.17,
  'some-marks': 0.06,
  telex: 0.05,
  vni: 0.02,
  typos: 0.13,
  teencode: 0.12,
  misheard: 0.11,
};

export function pickNoise(random: Random): Noise {
  let point = random.next();
  for (const noise of NOISES) {
    point -= NOISE_SHARE[noise];
    if (point < 0) return noise;
  }
  return 'clean';
}

export function makeExample(
  phrasing: string,
  codes: readonly string[],
  noise: Noise,
  random: Random,
): Example {
  let text = phrasing;
  if (random.chance(0.4)) text = `${random.pick(BEFORE)} ${text}`;
  if (random.chance(0.6)) text = `${text} ${random.pick(AFTER)}`;
  if (noise === 'clean' && random.chance(0.15)) {
    const story = [random.pick(STORY), random.pick(STORY), random.pick(STORY)];
    story.splice(random.below(4), 0, `${text}.`);
    text = story.join(' ');
  }
  return { text: addNoise(text, noise, random), codes, phrasing, noise };
}
