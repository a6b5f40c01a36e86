//! The Admin API over real sockets, spoken to byte by byte: most clients would not send what is tested here.

#![allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")]

mod about;
mod certificates;
mod chain;
mod conditional;
mod config;
mod conversation;
mod entities;
mod entrance;
mod extensions;
mod forms;
mod groups;
mod gui;
mod lists;
mod node;
mod pages;
mod roles;
mod rude;
mod sign_in;
mod status;
mod targets;
mod unseen;
mod words;
mod workspaces;
