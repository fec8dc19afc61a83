// What goes on, for admins.

import { ActivityPanel } from "../admin/activity";
import { EventsPanel } from "../admin/events";
import { FailuresPanel } from "../admin/failures";
import { HealthPanel } from "../admin/health";
import { LivePanel } from "../admin/live";
import { useStore } from "../lib/store";
import { account } from "../session/session";
import { useTexts } from "../texts";
import { useAdminTexts } from "../texts/admin";
import { Layout } from "../ui/layout";
import { mount } from "../ui/mount";
import { Empty } from "../ui/notice";
import { openSignIn } from "../ui/sign-in";
import "../styles/panels.css";
import "../admin/admin.css";

function Admin() {
  const admin = useAdminTexts();
  const who = useStore(account);
  return (
    <Layout title={admin.title}>
      <h1 class={who?.role === "admin" ? "" : "visually-hidden"}>{admin.title}</h1>
      {who === null && <SignInFirst />}
      {who && who.role !== "admin" && (
        <Empty icon="people" title={admin.notForYou} hint={admin.notForYouHint} />
      )}
      {who?.role === "admin" && <Everything />}
    </Layout>
  );
}

function SignInFirst() {
  const admin = useAdminTexts();
  const { site } = useTexts();
  return (
    <Empty icon="people" title={admin.signInTitle} hint={admin.signInHint}>
      <button type="button" class="button button-primary" onClick={() => openSignIn()}>
        {site.signIn}
      </button>
    </Empty>
  );
}

function Everything() {
  return (
    <div class="panels">
      <HealthPanel />
      <ActivityPanel />
      <LivePanel />
      <FailuresPanel />
      <EventsPanel />
    </div>
  );
}

mount(Admin);
