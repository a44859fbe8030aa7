#[derive(Debug, clap::Args)]
pub struct Common {
    /// How often.
    #[arg(short, long, default_value_t = 3)]
    pub times: u8,
}
