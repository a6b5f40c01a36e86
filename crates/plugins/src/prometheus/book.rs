//! All that a node has counted, whichever configuration asked for it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use plugin::Finished;

use super::labels::Labels;
use super::series::{Bandwidth, FAST, Index, Latencies, Requests, SLOW, Shelf, Tally};

/// All that a node has counted. It has its home in [`plugin::Services::shared`].
#[derive(Default)]
pub(super) struct Book(Mutex<Pages>);

#[derive(Default)]
struct Pages {
    /// One for each core and instance that counts.
    open: Vec<Arc<Page>>,
    /// What those have counted that no longer do, with nothing on two lines.
    past: Counter,
}

/// What one core counts for one instance, for others to read.
#[derive(Debug, Default)]
pub(super) struct Page {
    requests: Shelf<Requests, 6>,
    latencies: Shelf<Latencies, 3>,
    bandwidth: Shelf<Bandwidth, 4>,
}

/// The sums over all pages, by labels.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// By service, route, code, source, workspace and consumer.
    pub(super) requests: BTreeMap<Labels<6>, Requests>,
    /// By service, route and workspace.
    pub(super) latencies: BTreeMap<Labels<3>, Latencies>,
    /// By service, route, workspace and consumer.
    pub(super) bandwidth: BTreeMap<Labels<4>, Bandwidth>,
}

/// Who writes a page.
#[derive(Default)]
pub(super) struct Counter {
    book: Option<Arc<Book>>,
    page: Arc<Page>,
    requests: RefCell<Index<Requests, 6>>,
    latencies: RefCell<Index<Latencies, 3>>,
    bandwidth: RefCell<Index<Bandwidth, 4>>,
}

impl Counter {
    /// One more page of this book.
    pub(super) fn new(book: &Arc<Book>) -> Self {
        let mut counter = Self::default();
        counter.book = Some(Arc::clone(book));
        book.pages().open.push(Arc::clone(&counter.page));
        counter
    }

    /// One more request, by service, route, code, source, workspace and consumer.
    pub(super) fn request(&self, labels: [&str; 6]) {
        let mut index = self.requests.borrow_mut();
        index.find(&self.page.requests, labels).0.grow(1);
    }

    /// How long a request took, by service, route and workspace.
    pub(super) fn latencies(&self, labels: [&str; 3], finished: &Finished) {
        let mut index = self.latencies.borrow_mut();
        let latencies = index.find(&self.page.latencies, labels);
        latencies.request.observe(&SLOW, finished.lasted());
        latencies.kong.observe(&FAST, finished.ours());
        if let Some(upstream) = finished.upstream {
            latencies.upstream.observe(&SLOW, upstream);
        }
    }

    /// So many bytes of a request and of its answer, by service, route, workspace and consumer.
    pub(super) fn bandwidth(&self, labels: [&str; 4], ingress: u64, egress: u64) {
        let mut index = self.bandwidth.borrow_mut();
        let bandwidth = index.find(&self.page.bandwidth, labels);
        bandwidth.ingress.grow(ingress);
        bandwidth.egress.grow(egress);
    }

    /// Takes over what stands on a page.
    fn absorb(&self, page: &Page) {
        take_over(&self.requests, &self.page.requests, &page.requests);
        take_over(&self.latencies, &self.page.latencies, &page.latencies);
        take_over(&self.bandwidth, &self.page.bandwidth, &page.bandwidth);
    }
}

fn take_over<T: Tally, const N: usize>(
    index: &RefCell<Index<T, N>>,
    shelf: &Shelf<T, N>,
    theirs: &Shelf<T, N>,
) {
    let mut index = index.borrow_mut();
    theirs.each(|labels, series| {
        let labels = std::array::from_fn(|at| &*labels[at]);
        index.find(shelf, labels).absorb(series);
    });
}

impl Drop for Counter {
    /// Nobody writes this page any more: what stands there joins the past, in one moment for whoever reads.
    fn drop(&mut self) {
        let Some(book) = self.book.take() else { return };
        let mut pages = book.pages();
        pages.open.retain(|page| !Arc::ptr_eq(page, &self.page));
        pages.past.absorb(&self.page);
    }
}

impl Book {
    /// What was counted so far.
    pub(super) fn sums(&self) -> Sums {
        let pages = self.pages();
        let mut sums = Sums::default();
        for page in pages.open.iter().chain([&pages.past.page]) {
            sum(&mut sums.requests, &page.requests);
            sum(&mut sums.latencies, &page.latencies);
            sum(&mut sums.bandwidth, &page.bandwidth);
        }
        sums
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn sum<T: Tally, const N: usize>(sums: &mut BTreeMap<Labels<N>, T>, shelf: &Shelf<T, N>) {
    shelf.each(|labels, series| match sums.get(labels) {
        Some(sum) => sum.absorb(series),
        None => sums.entry(labels.clone()).or_default().absorb(series),
    });
}

impl fmt::Debug for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counter")
    }
}
