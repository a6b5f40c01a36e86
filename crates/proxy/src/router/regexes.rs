//! The regular expressions of all routes.

use std::collections::HashMap;

use ahash::RandomState;
use model::RouteRegex;
use regex::bytes::{RegexSet, RegexSetBuilder};

/// Regular expressions while they are gathered: each once, with a number.
#[derive(Debug, Default)]
pub(super) struct Collected {
    all: Vec<RouteRegex>,
    numbers: HashMap<String, u32, RandomState>,
}

/// Regular expressions by their numbers, and all of them as one, which is tried first.
#[derive(Debug)]
pub(super) struct Regexes {
    all: Vec<RouteRegex>,
    together: Option<RegexSet>,
}

/// How many bytes each core may keep of what it learns about all expressions together.
const LEARNT: usize = 16 * 1024 * 1024;

impl Collected {
    /// The number of an expression.
    pub(super) fn number(&mut self, regex: &RouteRegex) -> u32 {
        if let Some(number) = self.numbers.get(regex.as_str()) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(regex.clone());
        self.numbers.insert(regex.as_str().to_owned(), number);
        number
    }

    /// After all were gathered.
    pub(super) fn settle(self) -> Regexes {
        let texts = self.all.iter().map(RouteRegex::as_str);
        // Each is small enough by itself, so there is no limit for all.
        let together = RegexSetBuilder::new(texts)
            .unicode(false)
            .size_limit(usize::MAX)
            .dfa_size_limit(LEARNT)
            .build();
        Regexes {
            all: self.all,
            together: together.ok(),
        }
    }
}

impl Regexes {
    /// The numbers of those that fit, in order.
    pub(super) fn fitting(&self, path: &str) -> Vec<u32> {
        let Some(together) = &self.together else {
            // Should there be more than one automaton can hold, each is tried by itself.
            let numbers = (0..).zip(&self.all).map(|(number, _)| number);
            return numbers.filter(|number| self.fits(*number, path)).collect();
        };
        let fitting = together.matches(path.as_bytes());
        let numbers = fitting.iter().map(|number| u32::try_from(number).ok());
        numbers.flatten().collect()
    }

    /// Whether the expression of this number fits.
    pub(super) fn fits(&self, number: u32, path: &str) -> bool {
        let regex = self.all.get(number as usize);
        regex.is_some_and(|regex| regex.fits(path.as_bytes()))
    }

    /// How many bytes of the path the expression of this number matches.
    pub(super) fn matched(&self, number: u32, path: &str) -> Option<usize> {
        self.all.get(number as usize)?.matched(path)
    }
}
