// What the moderation of a chat says, in Vietnamese.

import { pluralIn } from "../plural";
import type { ModerationTexts } from "./index";

const plural = pluralIn("vi");

export const vi: ModerationTexts = {
  title: "Quản lý trò chuyện",
  hint: "Thay đổi ở đây có hiệu lực ngay, kể cả với người đang trò chuyện.",
  notStaff: "Chỉ chủ phòng, người điều hành trò chuyện này và quản trị viên mới xem được phần này.",
  account: (id) => `tài khoản #${id}`,
  guest: (id) => `khách ${id}`,
  settings: {
    title: "Quy định",
    slowMode: "Chế độ chậm: số giây giữa hai tin nhắn của một người",
    slowModeHint: "0 là tắt, tối đa 21.600 (6 giờ).",
    slowModeFault: "Số nguyên từ 0 đến 21.600.",
    guests: "Khách được viết",
    links: "Cho phép liên kết",
    age: "Tuổi tối thiểu của tài khoản để được viết",
    ageHint: "0 là không giới hạn, tối đa một năm.",
    ageFault: "Số nguyên, tối đa một năm.",
    unit: "Đơn vị tuổi tài khoản",
    units: { minutes: "phút", hours: "giờ", days: "ngày" },
    words: "Từ bị chặn",
    wordsHint:
      "Mỗi dòng một từ hoặc cụm từ, tối đa 200 dòng, mỗi dòng 50 ký tự. Từ vẫn bị nhận ra khi viết hoa hay cố viết khác đi.",
    wordsFault: "Tối đa 200 dòng, mỗi dòng 50 ký tự.",
    save: "Lưu quy định",
    saving: "Đang lưu …",
    saved: "Đã lưu. Quy định có hiệu lực từ bây giờ.",
    unsaved: "Chưa lưu",
  },
  person: {
    label: "Ai",
    hint: "Tên trong trò chuyện này, hoặc số tài khoản.",
    unknown: (name) => `Gần đây không có ai tên ${name} viết ở đây. Hãy nhập số tài khoản.`,
    noSuch: "Không có tài khoản này.",
  },
  bans: {
    title: "Người bị cấm",
    none: "Không có ai bị cấm.",
    forGood: "vĩnh viễn",
    until: (when) => `đến ${when}`,
    by: (name) => `bởi ${name}`,
    reasonWas: (reason) => `Lý do: ${reason}`,
    lift: "Bỏ cấm",
    liftOne: (name) => `Bỏ cấm ${name}`,
    lifted: (name) => `${name} được viết trở lại.`,
    length: "Trong bao lâu",
    lengths: {
      minutes10: "10 phút",
      hour: "1 giờ",
      day: "1 ngày",
      week: "1 tuần",
      forGood: "Vĩnh viễn",
    },
    reason: "Lý do, chỉ ban điều hành thấy",
    ban: "Cấm",
    banned: (name) => `${name} đã bị cấm.`,
    notBannable: "Không thể cấm chủ phòng, và không ai tự cấm mình được.",
  },
  moderators: {
    title: "Người điều hành",
    none: "Trò chuyện này chưa có người điều hành.",
    hint: "Họ xóa tin nhắn, cấm người dùng và sửa quy định. Chỉ chủ phòng và quản trị viên được chọn họ.",
    since: (when) => `từ ${when}`,
    remove: "Gỡ",
    removeOne: (name) => `Gỡ quyền điều hành của ${name}`,
    removed: (name) => `${name} không còn là người điều hành.`,
    add: "Cho làm người điều hành",
    added: (name) => `${name} đã là người điều hành.`,
    guestFault: "Chỉ người có tài khoản mới làm người điều hành được.",
  },
  acts: {
    title: "Nhật ký điều hành",
    none: "Chưa có thao tác nào.",
    deleted: (by, who) => `${by} đã xóa một tin nhắn của ${who}`,
    banned: (by, who, until) => `${by} đã cấm ${who} ${until}`,
    unbanned: (by, who) => `${by} đã bỏ cấm ${who}`,
    moderatorAdded: (by, who) => `${by} đã cho ${who} làm người điều hành`,
    moderatorRemoved: (by, who) => `${by} đã gỡ quyền điều hành của ${who}`,
    settings: (by) => `${by} đã sửa quy định`,
    rules: {
      slowMode: (seconds) =>
        seconds === 0 ? "không có chế độ chậm" : plural(seconds, { other: "mỗi # giây một tin nhắn" }),
      guests: (may) => (may ? "khách được viết" : "khách không được viết"),
      links: (may) => (may ? "cho phép liên kết" : "không cho phép liên kết"),
      age: (seconds) =>
        seconds === 0
          ? "tài khoản mới cũng được viết"
          : plural(Math.ceil(seconds / 60), { other: "tài khoản ít nhất # phút tuổi" }),
      words: (count) => plural(count, { other: "# từ bị chặn" }),
    },
  },
  log: {
    title: "Tải cuộc trò chuyện về",
    hint: "Mọi tin nhắn chưa bị xóa, mỗi dòng một tin (NDJSON).",
    start: "Tải về",
    running: (size) => `Đang lấy … ${size}`,
    done: "Cuộc trò chuyện đã được chuyển vào mục tải về.",
    brokenOff: "Việc tải về bị ngắt giữa chừng. Hãy thử lại.",
  },
};
