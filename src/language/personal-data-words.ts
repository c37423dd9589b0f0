import words from '../../knowledge/personal-words.json' with { type: 'json' };

const set = (text: string): ReadonlySet<string> => new Set(text.split(' '));

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
/** The same as they are written with marks. */
export const SHOUTED_STOPS_WRITTEN: ReadonlySet<string> = new Set(words.stopsAmongCapitals);
/** Places of two words that look like a family name and a given name. */
export const PLACES = new Set(
  'ha noi,ha giang,ha nam,ha tinh,ha dong,ha long,cao bang,cao lanh,thai binh,thai nguyen,lai chau,lam dong,lam son,an giang,lang son,la gi,ho tay,thuy dien,thuy si,thai lan,dai loan,han quoc,nhat ban,trung quoc,viet nam,da nang,nam dinh,sai gon,can loc,mai chau,kim boi,kim son,tang nhon,to hieu,ly son,ly nhan'.split(
    ',',
  ),
);
/** Words with a capital that begin no name of a person, however they are introduced. */
export const NO_NAME = set(
  'viet nguoi cong khai giay tinh tp thanh phuong xa quan huyen uy so bo toi em minh chau anh chi la gi sai bi trong tren theo nuoc dan ngay thang nam moi cu day dem khac nhung duoc co khong cua va con ai nao the ban duong don dau vneid cccd can ho ong ba bac chu truoc tay me lao khoi doi roi xong vao',
);
/** First words that show that "số 12 …" counts something other than a house. */
export const NO_STREET = set(
  'luat bo so thong nghi quyet uy ubnd dieu khoan phong ban cong toa muc chuong quyen nam thang ngay ke ky mau cua va la hay co tai theo bang tren trong ho giay ket chinh van thu day dan sat truyen thuy di link sua vao nay',
);
/** Middle names after which, and a family name, a name without capitals is believed. */
export const MIDDLE_NAMES = set(
  'thi van huu duc minh ngoc quang xuan dinh thanh quoc cong kim hong thuy thu bao gia khanh my nhu phuong tuan trong viet hoang anh hai huy bich cam dang duy thien phuoc tan the ba tien manh hoai nhat tuong diem le nguyen tran pham an seo mi a tieu nhat ha tung hung yen chi tat si tri',
);
const LATE_STOPS =
  'me cha chong ho xay sn ns ck vk chet hen sv sang rang sao mat lai gap noi ten hoc lop cuoi ket lam mua ban nghi thoi ne he luc tren xong xin muon chua nuoi gio chu vo rut tra lay keu goi';
/** Words that end a name written without capitals in a text without marks. */
export const LOWER_STOP_WORDS: ReadonlySet<string> = new Set([
  ...[...STOP_WORDS].filter((word) => !/^(?:minh|em|ben|nam)$/u.test(word)),
  ...LATE_STOPS.split(' '),
]);
/** The same in a text with marks, where fewer names are hit. */
export const LOWER_STOPS_WRITTEN: ReadonlySet<string> = new Set(words.stopsAmongSmallLetters);
/** "văn phòng", "thị trường": a middle name's second meaning. */
export const NO_GIVEN_NAME: ReadonlySet<string> = new Set(
  'thi truong,thi xa,thi tran,thi cong,thi hanh,thi dua,thi lai,thi cu,thi bang,thi tuyen,van phong,van ban,van hoa,van chuyen,van tai,van de,van dong,van con,van chua,van bang,van don,van hanh,van dang,van phai,van duoc,van khong,van bi,van o,thi phai,thi can,thi nop,thi co,thi sao,thi lam,thi duoc,thi khong,thi toi,thi em,thi o,thi bi,thi minh,thi den'.split(
    ',',
  ),
);
/** Two words that begin like a name and are none. */
export const NO_SECOND_NAME: ReadonlySet<string> = new Set(
  'nguyen nhan,nguyen lieu,nguyen tac,nguyen ly,nguyen gia,nguyen don,nguyen trang,nguyen quan,nguyen vong,nguyen canh,nguyen ban,nguyen tu,nguyen thua,tran nha,tran lan,tran dich,tran ra,tran vao,tran tinh,pham vi,pham nhan,pham luat,pham toi,pham chat,pham quy,pham phap,pham phai,huynh de,le phi,le tan,le hoi,le tang,le cuoi,le tet,le nghi,le te,bui ban,bui pham,ngo ngach,ngo vao,do thi,do luong,do tuoi,do xe,do an,do dac,do cu,do dai,dang ky,dang kiem,dang nhap,dang bo,dang vien,dang o,dang lam,ho so,ho tro,ho khau,ho tich,ho ngheo,ho kinh,ho gia,ho ten,ho va,ho hang,ho chieu,phan anh,phan loai,phan hoi,phan mem,phan dat,ly do,ly lich,ly hon,ly tuong,vo chong,vo con,trinh do,trinh tu,trinh bay,lam thu,lam the,cao tuoi,son ha,kim loai,danh sach,danh muc,la gi,ma so,ma ho,ma qr,thi truong,ha noi,ha tang,hang thang,y het,y chang,y kien,y te,y si,y ta,vi pham,vi tri,vi vay,vi sao,cu tru,dang ky,dang hinh,do bai,do may,do thuong,do it,dao tao,dinh danh,dinh gia,dinh ky,dinh luong,ho thuy,vu an,vu viec,vu kien,duong di,duong day,duong bo,luong huu,luong ba,luong toi,truong hop,truong phong,trinh duyet,doan thanh,doan cong,doan viet,bui doi,ngo cut,phan dat,vo ke,quang cao,lo dat,lo trinh'.split(
    ',',
  ),
);
