const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Family names without marks (the hundred that nearly everyone bears, minorities' included). */
export const SURNAMES = set(
  'nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dao doan vuong trinh truong dinh lam phung mai to ta ha cao thai luu chau quach luong tong tang kieu la vi ma nong hua lo ha dam bach thach danh kim son thi lieu diep giang tieu trieu lai khuc nghiem cu au phi bang khong mac man quang sung giang vang thao ly hang mua tho lau cam lu ho y h ksor rmah siu nay ro dieu to ton an au luc khuat chu uong ung nhu doi tu mau chung nghe cai bo la van ninh',
);
/** Family names that are hardly any other word when the marks are missing. */
export const PLAIN_SURNAMES = set(
  'nguyen tran le pham hoang huynh phan vu vo dang bui ngo duong ly dao doan vuong trinh truong dinh phung luu quach luong kieu dam diep trieu nghiem',
);
/** Of these, family names that are common enough to be believed before any second word. */
const SURE_SURNAMES = set('nguyen tran le pham hoang huynh phan ngo doan phung trinh nghiem');
const SECOND_NAMES = set(
  'van thi huu duc minh ngoc quang thuong xuan dinh tien tu bo hung tat cong quoc trong kim thanh chi nguyen chinh chau thai hong gia mau',
);
const OTHER_WORDS = new Set([
  'le phi',
  'phan anh',
  'phan loai',
  'phan hoi',
  'pham vi',
  'pham luat',
  'hoang mang',
  'ngo ngach',
]);

/** Whether two words without capitals begin a person's (or a street's) name. */
export function beginName(first: string, second: string): boolean {
  if (OTHER_WORDS.has(`${first} ${second}`)) return false;
  return SURE_SURNAMES.has(first) || (PLAIN_SURNAMES.has(first) && SECOND_NAMES.has(second));
}

/** First words of streets that are no family names. */
export const STREET_HEADS = set(
  'hai quang dien cach xo thong giai lang kim bach hung lac au ba pasteur nam dong ung kha tay thanh chua phu ton xuan tan an hoa binh yen cau hang hue vong nguyet hong de bui minh phuc cong trung dai le',
);
/** Words that end a name of a person or a street written without capitals, or in capitals only. */
export const STOP_WORDS = set(
  'thi muon can lam co o tai thuoc phuong xa quan huyen tinh tp ward district xin hoi em toi minh con chau tui la thi bi sai duoc chua khong ko k va voi hay hoac tren trong ngoai gi moi cu khac nay theo cua nuoc khai de dang da se sinh sdt so dien cccd cmnd cmt nen ma roi a nhe nha ah oi day do kia vay the nao sao ai dau bao nhieu may cho ben giup gui nop nhan vua mat den di ve tu khi luc ngay nam thang vi nhung neu phai biet hien dia co,',
);
/** Two words of names of streets whose second would end a name elsewhere. */
export const FIXED_PAIRS = new Set([
  'tri phuong',
  'long quan',
  'tu trong',
  'duc thang',
  'mang thang',
  'thi minh',
  'minh khai',
  'ba huyen',
  'thanh quan',
]);
/** Words that end a name written in capitals only; many other stop words are names too. */
export const SHOUTED_STOP_WORDS = set(
  'muon can xin hoi sinh sdt so cccd cmnd bi chua khong duoc da dang nay o tai la va voi gioi ngay',
);
/** Places of two words that look like a family name and a given name. */
export const PLACES = new Set(
  'ha noi,ha giang,ha nam,ha tinh,ha dong,ha long,cao bang,cao lanh,thai binh,thai nguyen,lai chau,lam dong,lam son,an giang,lang son,la gi,ho tay,mai chau,kim boi,kim son,tang nhon,to hieu,ly son,ly nhan'.split(
    ',',
  ),
);
/** Words with a capital that begin no name of a person, however they are introduced. */
export const NO_NAME = set(
  'viet nguoi cong khai giay tinh tp thanh phuong xa quan huyen uy so bo toi em minh chau anh chi la gi sai bi trong tren theo nuoc dan ngay thang nam moi cu day dem khac nhung duoc co khong cua va con ai nao the ban duong don dau vneid cccd can ho',
);
/** First words that show that "số 12 …" counts something other than a house. */
export const NO_STREET = set(
  'luat bo so thong nghi quyet uy ubnd dieu khoan phong ban cong toa muc chuong quyen nam thang ngay ke ky mau cua va la hay co tai theo bang tren trong ho giay ket chinh van thu day dan sat truyen thuy di link sua vao nay',
);
