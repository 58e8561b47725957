//! Time and memory of whole processes.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike};

/// A thing to measure.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    command: Vec<String>,
    /// Done before each run, unmeasured.
    prepare: Box<dyn Fn()>,
}

/// What a case came to.
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    /// Milliseconds, sorted.
    times: Vec<f64>,
    /// Milliseconds of all processors together, sorted.
    work: Vec<f64>,
    /// KiB.
    pub(crate) memory: f64,
}

impl Case {
    pub(crate) fn new(name: &'static str, command: &[&str]) -> Self {
        let command = command.iter().map(|&part| part.to_owned()).collect();
        Case { name, command, prepare: Box::new(|| ()) }
    }

    /// With these variables, as `env` takes them.
    pub(crate) fn with_env(mut self, variables: &[String]) -> Self {
        self.command.splice(0..0, ["env".to_owned()].into_iter().chain(variables.iter().cloned()));
        self
    }

    pub(crate) fn prepared(self, prepare: impl Fn() + 'static) -> Self {
        Case { prepare: Box::new(prepare), ..self }
    }
}

impl Measured {
    /// The median, in milliseconds.
    pub(crate) fn median(&self) -> f64 {
        self.times[self.times.len() / 2]
    }

    /// The median of the time that processors were busy, in milliseconds.
    pub(crate) fn work(&self) -> f64 {
        self.work[self.work.len() / 2]
    }
}

/// Runs all `cases` in turn, `runs` times.
pub(crate) fn run(cases: &[Case], runs: usize) -> Vec<Measured> {
    let mut measured: Vec<Measured> = cases
        .iter()
        .map(|case| Measured { name: case.name, times: Vec::new(), work: Vec::new(), memory: 0.0 })
        .collect();
    for round in 1..=runs {
        eprint!("\rround {round} of {runs} ");
        for (case, measured) in cases.iter().zip(&mut measured) {
            (case.prepare)();
            // Else one case pays for what the one before it wrote.
            Command::new("sync").status().expect("files are written out");
            let [time, work, memory] = once(&case.command);
            measured.times.push(time);
            measured.work.push(work);
            measured.memory = measured.memory.max(memory);
        }
    }
    eprintln!();
    for one in &mut measured {
        one.times.sort_by(f64::total_cmp);
        one.work.sort_by(f64::total_cmp);
    }
    measured
}

/// Milliseconds, milliseconds of work and KiB of a command, told by a process that runs nothing else.
fn once(command: &[String]) -> [f64; 3] {
    let this = std::env::current_exe().expect("this program has a path");
    let output = Command::new(this).arg("measure").args(command).output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("three numbers");
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|one| one.parse().ok()).collect();
    numbers
        .try_into()
        .unwrap_or_else(|_| panic!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The process that measures one other.
pub(crate) fn child(command: &[String]) {
    let start = Instant::now();
    let output = Command::new(&command[0])
        .args(&command[1..])
        .stdout(Stdio::null())
        .output()
        .expect("the command runs");
    let time = start.elapsed().as_secs_f64() * 1000.0;
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system tells");
    let milliseconds = |time: TimeVal| {
        Duration::from_micros(time.num_microseconds().unsigned_abs()).as_secs_f64() * 1000.0
    };
    let work = milliseconds(usage.user_time()) + milliseconds(usage.system_time());
    println!("{time} {work} {}", usage.max_rss());
}
