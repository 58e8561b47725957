#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| promulgate::fuzzing::xliff(text));
