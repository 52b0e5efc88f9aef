from tests.pages import Browser


def test_the_cast_exists(client: Browser, amara, ben, cora, dev):
    assert {p.called for p in (amara, ben, cora, dev)} == {"Dr. Amara Lee", "Dr. Ben Osei", "Cora Diaz", "Dr. Dev Rao"}
