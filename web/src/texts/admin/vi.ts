// What the page for admins says, in Vietnamese.

import { pluralIn } from "../plural";
import type { AdminTexts } from "./index";

const plural = pluralIn("vi");

export const vi: AdminTexts = {
  title: "Vận hành",
  signInTitle: "Đăng nhập bằng tài khoản quản trị",
  signInHint: "Trang này cho người vận hành biết điều gì đang diễn ra trong hệ thống.",
  notForYou: "Trang này dành cho quản trị viên",
  notForYouHint:
    "Tài khoản của bạn không có quyền quản trị. Người vận hành hệ thống có thể cấp quyền; sau đó hãy đăng nhập lại.",

  health: "Tình trạng",
  overall: { ok: "Mọi thứ đều ổn", degraded: "Có thành phần không trả lời", failing: "Đang gặp sự cố" },
  states: { ok: "Hoạt động", failing: "Không trả lời", off: "Chưa thiết lập" },
  dependencies: {
    database: "Cơ sở dữ liệu",
    rooms: "Phòng",
    storage: "Kho lưu trữ",
    stream: "Cloudflare Stream",
    registry: "Sổ đăng ký",
  },
  latency: (ms) => `${ms} ms`,
  pending: (count) => plural(count, { other: "# lượt ghi đang chờ xác nhận" }),

  activity: "Hoạt động",
  range: "Khoảng thời gian",
  ranges: { hour: "1 giờ", day: "1 ngày", week: "1 tuần" },
  viewers: "Người xem",
  liveStreams: "Luồng đang phát",
  messages: "Tin nhắn",
  messagesMinutely: "Tin nhắn mỗi phút",
  messagesHourly: "Tin nhắn mỗi giờ",
  noData: "Chưa có dữ liệu",
  chart: (title, last, most) =>
    last === null
      ? `${title}: chưa có dữ liệu`
      : `${title}: mới nhất ${last}, cao nhất ${most}. Có bảng số liệu bên dưới.`,
  asTable: "Xem dạng bảng",
  table: (name) => `Bảng: ${name}`,

  live: "Đang phát trực tiếp",
  noLiveHint: "Luồng sẽ hiện ở đây ngay khi bộ mã hóa bắt đầu phát.",
  providers: { selfhosted: "Máy chủ riêng", cloudflare: "Cloudflare Stream" },
  columns: {
    title: "Tiêu đề",
    owner: "Chủ luồng",
    since: "Bắt đầu",
    viewers: "Người xem",
    provider: "Nơi nhận hình",
    time: "Thời gian",
    stream: "Luồng",
    source: "Nguồn",
    event: "Sự kiện",
    verdict: "Kết quả",
    client: "Kết nối",
  },

  failures: "Những gì đã thất bại",
  kind: "Loại hiển thị",
  kinds: { job: "Tác vụ", video: "Video", room: "Phòng trên sổ đăng ký" },
  noFailures: "Không có gì thất bại",
  noFailuresHint: {
    job: "Thông điệp bị hàng đợi bỏ sau mười lần thử sẽ được giữ ở đây 30 ngày.",
    video: "Video không xử lý được sẽ hiện ở đây kèm lý do.",
    room: "Phòng mà sổ đăng ký không nhận được sẽ hiện ở đây kèm lý do.",
  },
  overdueInStorage: (count) =>
    plural(count, { other: "Có # đối tượng chờ xóa khỏi kho lưu trữ đã hơn một giờ." }),
  overdueAtStream: (count) =>
    plural(count, { other: "Có # mục chờ xóa ở Cloudflare Stream đã hơn một giờ." }),
  jobName: (queue, id) => `${queue} ${id}`,
  noCause: "Không rõ nguyên nhân: chính Worker đã bị dừng.",
  message: "Thông điệp",
  retry: "Đưa lại vào hàng đợi",
  retried: (when) => `Đã đưa lại ${when}`,
  remove: "Xóa",
  removeTitle: "Xóa mục thất bại này?",
  removeHint: "Thông điệp sẽ mất hẳn, và việc của nó sẽ không được làm.",
  toStream: (id) => `Luồng ${id}`,

  log: "Sự kiện từ máy chủ phát",
  filters: "Lọc nhật ký",
  any: "Tất cả",
  from: "Từ lúc",
  to: "Đến trước lúc",
  reset: "Hiện tất cả",
  follow: "Tự làm mới",
  shown: (count, hasMore) =>
    plural(count, { other: "Đang hiện # sự kiện" }) + (hasMore ? ", vẫn còn nữa" : ""),
  noEvents: "Không có sự kiện",
  noEventsHint: "Chưa nhận được sự kiện nào phù hợp.",
  verdicts: {
    started: "buổi phát bắt đầu",
    resumed: "bộ mã hóa đã trở lại",
    already_live: "đang phát sẵn rồi",
    alive: "vẫn còn hoạt động",
    interrupted: "nguồn phát đã rời đi",
    publisher_left: "một nguồn phát rời đi",
    ended: "buổi phát kết thúc",
    viewer_joined: "thêm một người xem",
    viewer_left: "bớt một người xem",
    noted: "ghi lại, không đổi gì",
    not_the_publisher: "không phải của nguồn phát",
    late: "cũ hơn điều đã biết",
    not_live: "không có gì để kết thúc",
    repeated: "đã nghe trước đó",
    refused_late: "đã kết thúc từ trước",
    refused_over: "phải phát lại từ đầu",
    refused_gone: "luồng đã bị xóa",
    refused_key: "khóa không tồn tại",
  },
};
