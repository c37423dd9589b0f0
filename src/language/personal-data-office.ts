import type { View } from './personal-data-view.ts';

/** An authority before an address makes it an office's, unless somebody's home is spoken of since. */
const OFFICE =
  /(?<![a-z])(?:ubnd|uy ban|so (?:tu phap|xay dung|noi vu|y te|giao duc|tai chinh|nong nghiep|cong thuong|van hoa|khoa hoc|ngoai vu|tai nguyen|lao dong|ke hoach)|cuc|chi cuc|tong cuc|bo (?:tu phap|cong an|noi vu|y te|ngoai giao|tai chinh)|trung tam|cong an|bao hiem xa hoi|bhxh|toa an|vien kiem sat|tru so|kho bac|benh vien|bo phan|mot cua|chi nhanh|co quan|hoi dong|doi canh sat|csgt|phong (?:cong chung|quan ly|canh sat|tu phap|giao duc)|van phong|vpdk|buu dien|ngan hang|dai su quan|lanh su|truong|cong ty|tram y te|tong dai|nop (?:ho so |giay |don )?(?:o|tai)|lam (?:ho chieu|can cuoc|cccd|giay|khai sinh) (?:o|tai)|embassy|consulate|office|authority|committee|department|police)(?![a-z])/u;
const HOME =
  /(?<![a-z])(?<!dia )(?:nha (?:toi|em|minh|con|chau|o)|toi|em|minh|tui|chau|con|ong|ba|anh|chi|ve|ho kinh doanh|thuong tru|tam tru|ngu|tru tai|dia chi lien|noi o|cho o|cu tru|i|my|live|nguoi)(?![a-z])/u;
const OFFICE_REACH = 80;

/** Whether the address that begins here is an authority's: what its callers need to find it. */
export function isOffice(view: View, from: number): boolean {
  const before = view.folded.slice(Math.max(0, from - OFFICE_REACH), from);
  const sentence = before.split(/[.!?\n](?= |$)/u).at(-1) ?? '';
  const office = OFFICE.exec(sentence);
  return office !== null && !HOME.test(sentence.slice(office.index + office[0].length));
}
