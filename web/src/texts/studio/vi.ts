// What the studio's frame says, in Vietnamese.

import type { StudioTexts } from "./index";

export const vi: StudioTexts = {
  title: "Phòng phát",
  sections: "Các mục của phòng phát",
  streams: "Luồng phát",
  videos: "Video",
  account: "Tài khoản",
  signInTitle: "Đăng nhập để phát trực tiếp",
  signInHint: "Có tài khoản, bạn sẽ có khóa luồng riêng. Tạo tài khoản chỉ mất một lát.",
};
