"""Works one complaint from intake to its closed answer through a client that was generated from the description.

Called with the folder of the generated package, the address of a server and a token. Ends with an error where the client
does not know an operation, a field or an answer as the server gives it.
"""

import sys
import uuid
from datetime import datetime, timezone

folder, address, token = sys.argv[1:]
sys.path.insert(0, folder)

from huiyin_client import AuthenticatedClient, Client
from huiyin_client.api.cases import create_case, get_case, list_cases, take_steps
from huiyin_client.api.openapi_json import get_description
from huiyin_client.api.users import get_user
from huiyin_client.models import Problem, StepsToTake, Submission

HANDLER = "program"


def done(response, status):
    """The answer as the client read it, where the status is the one expected."""
    assert response.status_code == status, (response.status_code, response.content.decode())
    assert response.parsed is not None, response.content.decode()
    return response.parsed


def steps(*steps):
    return StepsToTake.from_dict({"steps": list(steps)})


assert get_description.sync_detailed(client=Client(base_url=address)).status_code == 200
client = AuthenticatedClient(base_url=address, token=token)

# Received once, although it was sent twice.
submission = Submission.from_dict({
    "kind": "complaint",
    "institution": "1110",
    "channel": "hotline",
    "person": {"name": "周明远", "phone": "13812341234"},
    "subject": "分期手续费未提前告知，要求退还386.40元",
    "narrative": "十月办理分期时没有提示手续费。",
})
key = str(uuid.uuid4())
received = [done(create_case.sync_detailed(client=client, body=submission, idempotency_key=key), 201) for _ in range(2)]
number, query_code = received[0].number, received[0].query_code
assert (received[1].number, received[1].query_code) == (number, query_code), received

now = datetime.now(timezone.utc).isoformat()

# Who has not read the case does not move it.
stale = take_steps.sync_detailed(number, client=client, body=steps({"step": "accept"}), if_match='"99"')
problem = done(stale, 412)
assert isinstance(problem, Problem) and problem.code == "stale", problem

handler = done(get_user.sync_detailed(HANDLER, client=client), 200)
life = [
    [{"step": "accept"}, {"step": "assign", "handler": handler.user_id}],
    [{"step": "contact", "at": now, "form": "telephone", "reached": True, "note": "已与消费者核对账单"}],
    [{"step": "code", "form": "full", "codes": [
        "jrt0169-channel@2018:prov:A01033",
        "jrt0169-business@2018:prov:B03023",
        "jrt0169-reason@2018:prov:C05",
    ]}],
    [{"step": "decide", "at": now, "outcome": "upheld", "liability": "liable", "basis": "合同第三条",
      "reasons": "未提前告知", "remedies": ["review", "mediation", "arbitration", "litigation"]}],
    [{"step": "answer", "echo": {"answered": {
        "form": "sms", "at": now, "text": "同意退还386.40元", "evidence": {"words": "短信编号0001"}}}}],
    [{"step": "close"}],
]
for step in life:
    version = done(get_case.sync_detailed(number, client=client), 200).version
    taken = take_steps.sync_detailed(
        number, client=client, body=steps(*step), if_match=f'"{version}"', idempotency_key=str(uuid.uuid4()))
    done(taken, 200)

closed = done(get_case.sync_detailed(number, client=client), 200)
assert closed.status == "closed", closed.status
found = done(list_cases.sync_detailed(client=client, text=number), 200)
assert [case.number for case in found.cases] == [number], found
print(f"{number}: received, decided, answered and closed by a generated client")
