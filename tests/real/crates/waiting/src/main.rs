use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

tokio::task_local! {
    static NUMBER: u32;
}

#[tokio::main]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(waiting::echo(listener));
    let mut stream = TcpStream::connect(address).await.unwrap();
    println!("{:?}", waiting::ask(&mut stream, b"ping").await);
    server.await.unwrap();
    println!("{:?}", waiting::SEEN.lock());
    let slow = tokio::time::sleep(Duration::from_secs(3600));
    let quick = NUMBER.scope(7, async { NUMBER.get() });
    tokio::select! {
        () = slow => println!("slow"),
        number = quick => println!("quick {number}"),
    }
}
