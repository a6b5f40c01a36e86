//! What callgrind writes.

/// Functions that the allocator is entered by: each call of them is one allocation.
const ALLOCATE: &[&str] = &["mi_malloc_aligned", "mi_zalloc_aligned", "mi_realloc_aligned"];

/// What something costs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Cost {
    /// Instructions.
    pub(crate) instructions: f64,
    /// Calls to the allocator for memory.
    pub(crate) allocations: f64,
}

impl Cost {
    /// How much more this is than another.
    pub(crate) fn beyond(self, other: Self) -> Self {
        Self {
            instructions: self.instructions - other.instructions,
            allocations: self.allocations - other.allocations,
        }
    }

    /// What the cheaper one of two costs.
    pub(crate) fn least(self, other: Self) -> Self {
        match self.instructions <= other.instructions {
            true => self,
            false => other,
        }
    }

    /// The cost of each of so many.
    pub(crate) fn of_each(self, number: u32) -> Self {
        let number = f64::from(number);
        Self {
            instructions: self.instructions / number,
            allocations: self.allocations / number,
        }
    }
}

/// Reads a file with names in full, as `--compress-strings=no` writes it. None if it has no total, or if nobody ever
/// asked for memory: then the allocator has other names, and counting would show nothing for ever.
pub(crate) fn read(counts: &str) -> Option<Cost> {
    let mut instructions = None;
    let mut allocations = 0.0;
    let mut is_allocation = false;
    for line in counts.lines() {
        if let Some(total) = line.strip_prefix("totals: ") {
            instructions = total.trim().parse().ok();
        } else if let Some(called) = line.strip_prefix("cfn=") {
            is_allocation = ALLOCATE.contains(&called);
        } else if let (Some(calls), true) = (line.strip_prefix("calls="), is_allocation) {
            allocations += calls.split(' ').next()?.parse::<f64>().ok()?;
        }
    }
    let instructions = instructions.filter(|_| allocations > 0.0);
    instructions.map(|instructions| Cost {
        instructions,
        allocations,
    })
}

#[cfg(test)]
mod tests;
