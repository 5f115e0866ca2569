# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""Does with config/home-assistant what Home Assistant does once it has recognised a sentence.

converse.py GATEWAY TOKEN CONFIG < one JSON line {"intent": …, "slots": {…}} each; prints one JSON line
{"status": …, "speech": …} each. The requests are rendered from rest_command.yaml and really sent."""
import json, sys, urllib.error, urllib.parse, urllib.request
import jinja2, yaml

gateway, token, folder = sys.argv[1:4]
SECRETS = {
    "jukebox_orders": gateway + "/v1/orders",
    "jukebox_commands": gateway + "/v1/destinations/{{ destination }}/commands",
    "jukebox_destinations": gateway + "/v1/destinations",
    "jukebox_token": "Bearer " + token,
}
yaml.SafeLoader.add_constructor("!secret", lambda loader, node: SECRETS[node.value])


def load(name):
    with open(f"{folder}/{name}", encoding="utf-8") as file:
        return yaml.safe_load(file)


commands, scripts = load("rest_command.yaml"), load("intent_script.yaml")
templates = jinja2.Environment()
templates.filters["to_json"] = lambda value: json.dumps(value, ensure_ascii=False)


def render(template, names):
    return templates.from_string(template).render(names)


class Answer(dict):
    __getattr__ = dict.get


def send(name, names):
    command = commands[name]
    url = urllib.parse.quote(render(command["url"], names), safe=":/")
    payload = render(command["payload"], names).encode() if "payload" in command else None
    headers = {key: render(value, names) for key, value in command["headers"].items()}
    if "content_type" in command:
        headers["Content-Type"] = command["content_type"]
    request = urllib.request.Request(url, payload, headers, method=command["method"])
    try:
        with urllib.request.urlopen(request, timeout=command["timeout"]) as response:
            return {"status": response.status, "content": json.load(response)}
    except urllib.error.HTTPError as error:
        assert error.headers["Content-Type"].startswith("application/json")
        return {"status": error.code, "content": json.load(error)}


for line in sys.stdin:
    said = json.loads(line)
    script = scripts[said["intent"]]
    step = script["action"][0]
    data = {key: render(str(value), said["slots"]) for key, value in step.get("data", {}).items()}
    answer = send(step["action"].removeprefix("rest_command."), data)
    speech = render(script["speech"]["text"], {"action_response": answer, **said["slots"]})
    print(json.dumps({"status": answer["status"], "speech": speech.strip()}, ensure_ascii=False), flush=True)
