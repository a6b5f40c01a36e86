//! What every store does, whatever it is made of.

mod contract;
mod documents;
mod durability;
