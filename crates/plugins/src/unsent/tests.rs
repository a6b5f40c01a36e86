use super::*;

/// Nobody waits for so long.
const LONG: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn the_end_waits_for_queues_and_not_for_ever() {
    let unsent = Arc::<Unsent>::default();
    assert_eq!(unsent.send_within(LONG).await, 0, "there is none");

    let unsent = Arc::<Unsent>::default();
    let mut queue = unsent.queue();
    assert!(!queue.must_end());
    queue.lose(3);
    let ends = async {
        queue.ends().await;
        assert!(queue.must_end());
        drop(queue);
    };
    let (left, ()) = tokio::join!(unsent.send_within(LONG), ends);
    assert_eq!((left, unsent.dropped()), (0, 3));

    let stuck = unsent.queue();
    assert_eq!(unsent.send_within(Duration::ZERO).await, 1);
    drop(stuck);
    assert_eq!(unsent.send_within(LONG).await, 0);
}
