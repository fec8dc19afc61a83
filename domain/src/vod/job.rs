//! What is to be done later and surely, as it waits in a queue.

use serde::{Deserialize, Serialize};

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The layout of this message.
    pub v: u8,
    /// What to do.
    #[serde(flatten)]
    pub task: Task,
}

/// What to do. Each may be done twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Task {
    /// Look into a stored file, and make its video ready.
    FinishVideo {
        /// Which one.
        video_id: i64,
    },
}

impl Job {
    /// The layout that this version writes and reads.
    pub const V: u8 = 1;

    /// Look into a stored file, and make its video ready.
    pub const fn finish_video(video_id: i64) -> Self {
        Self { v: Self::V, task: Task::FinishVideo { video_id } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages wait in the queue while a new version is deployed: bump `v`, keep reading this.
    #[test]
    fn the_layout_of_a_job_is_frozen() {
        let frozen = r#"{"v":1,"task":"finishVideo","videoId":7}"#;
        let job: Job = serde_json::from_str(frozen).unwrap();
        assert_eq!(job, Job::finish_video(7));
        assert_eq!(serde_json::to_string(&job).unwrap(), frozen);
    }
}
