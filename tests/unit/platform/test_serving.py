"""The socket that services listen on."""

import socket
import threading

import pytest

from tollwire.platform.http import serving


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux gives up such a connection")
def test_a_client_that_takes_nothing_loses_its_connection() -> None:
    ended: list[OSError] = []

    def serve(there: socket.socket) -> None:
        connection, _ = there.accept()
        with connection:
            try:
                while True:
                    connection.sendall(b"x" * 65536)
            except OSError as gone:
                ended.append(gone)

    with serving.listening("127.0.0.1", 0, slowest=0.5) as there:
        serving_thread = threading.Thread(target=serve, args=(there,))
        serving_thread.start()
        with socket.create_connection(there.getsockname()):
            serving_thread.join(60)
    (gone,) = ended
    assert isinstance(gone, TimeoutError)
