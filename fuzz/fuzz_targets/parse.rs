#![no_main]

fluo_fuzz::target!("parse");
