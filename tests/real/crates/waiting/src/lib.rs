use bytes::BytesMut;
use parking_lot::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub static SEEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Sends back what it gets, once.
pub async fn echo(listener: TcpListener) {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut buffer = BytesMut::with_capacity(64);
    stream.read_buf(&mut buffer).await.unwrap();
    SEEN.lock().extend_from_slice(&buffer);
    stream.write_all(&buffer).await.unwrap();
}

pub async fn ask(stream: &mut TcpStream, question: &[u8]) -> Vec<u8> {
    stream.write_all(question).await.unwrap();
    let mut answer = vec![0; question.len()];
    stream.read_exact(&mut answer).await.unwrap();
    answer
}
