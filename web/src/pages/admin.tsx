// What goes on, for admins.

import { Layout } from "../ui/layout";
import { mount } from "../ui/mount";

function Admin() {
  return (
    <Layout title="">
      <h1>Admin</h1>
    </Layout>
  );
}

mount(Admin);
