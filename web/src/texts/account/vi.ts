// What the page of one's account says, in Vietnamese.

import { pluralIn } from "../plural";
import type { AccountTexts } from "./index";

const plural = pluralIn("vi");

export const vi: AccountTexts = {
  whoTitle: "Bạn là ai",
  username: "Tên đăng nhập",
  number: "Số tài khoản",
  numberHint: "Người khác dùng số này để cho bạn làm người điều hành.",
  role: "Vai trò",
  roles: { user: "Người dùng", admin: "Quản trị viên", media: "Máy chủ phát", guest: "Khách" },
  since: "Tham gia từ",
  sessionsTitle: "Nơi bạn đang đăng nhập",
  sessionsHint:
    "Mỗi trình duyệt hay chương trình đang đăng nhập bằng tên bạn. Hãy kết thúc phiên nào bạn không nhận ra.",
  current: "Phiên này",
  used: (when) => `Dùng lần cuối ${when}`,
  begun: (when) => `Đăng nhập ${when}`,
  device: (browser, system) => `${browser} trên ${system}`,
  unknown: "Thiết bị không rõ",
  program: (name) => `Chương trình ${name}`,
  end: "Kết thúc",
  ended: (device) => `Đã kết thúc: ${device}.`,
  endOthers: "Kết thúc mọi phiên khác",
  endOthersTitle: "Kết thúc mọi phiên khác?",
  endOthersHint: "Bạn vẫn đăng nhập ở đây. Ở những nơi khác bạn sẽ phải đăng nhập lại.",
  endOthersSure: "Kết thúc mọi phiên khác",
  othersEnded: (count) => plural(count, { other: "Đã kết thúc # phiên khác." }),
  onlyThis: "Bạn không đăng nhập ở nơi nào khác.",
  signOutHere: "Đăng xuất ở đây",
};
