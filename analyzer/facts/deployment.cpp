#include "facts/deployment.hpp"

#include <algorithm>

#include "base/letter_case.hpp"
#include "base/word_list.hpp"
#include "facts/command_line.hpp"
#include "facts/settings.hpp"
#include "source/file_name.hpp"

namespace chokepoint::facts {
namespace {

// Keep sorted.
constexpr std::string_view kForeignImages[] = {"adminer",
                                               "alertmanager",
                                               "alloy",
                                               "alpine",
                                               "apache",
                                               "azurite",
                                               "busybox",
                                               "caddy",
                                               "cadvisor",
                                               "cassandra",
                                               "certbot",
                                               "chrome",
                                               "clamav",
                                               "clickhouse",
                                               "clickhouse-server",
                                               "cockroach",
                                               "collabora",
                                               "consul",
                                               "couchdb",
                                               "cp-kafka",
                                               "cp-zookeeper",
                                               "debian",
                                               "dex",
                                               "docker",
                                               "dynamodb-local",
                                               "elasticsearch",
                                               "envoy",
                                               "etcd",
                                               "fluentd",
                                               "gotenberg",
                                               "grafana",
                                               "haproxy",
                                               "httpd",
                                               "imaginary",
                                               "imgproxy",
                                               "influxdb",
                                               "jaeger",
                                               "kafka",
                                               "keycloak",
                                               "kibana",
                                               "libsql-server",
                                               "localstack",
                                               "logstash",
                                               "loki",
                                               "mailcatcher",
                                               "maildev",
                                               "mailhog",
                                               "mailpit",
                                               "mariadb",
                                               "mc",
                                               "meilisearch",
                                               "memcached",
                                               "milvus",
                                               "minio",
                                               "mongo",
                                               "mongo-express",
                                               "mongodb",
                                               "mosquitto",
                                               "mssql",
                                               "mysql",
                                               "mysql-server",
                                               "nats",
                                               "nginx",
                                               "nginx-proxy",
                                               "node-exporter",
                                               "openldap",
                                               "opensearch",
                                               "opentelemetry-collector",
                                               "opentelemetry-collector-contrib",
                                               "pgadmin",
                                               "pgadmin4",
                                               "pgbouncer",
                                               "pgvector",
                                               "phpmyadmin",
                                               "postgis",
                                               "postgres",
                                               "postgresql",
                                               "prometheus",
                                               "promtail",
                                               "pushgateway",
                                               "qdrant",
                                               "rabbitmq",
                                               "redis",
                                               "redis-sentinel",
                                               "redis-stack",
                                               "redis-stack-server",
                                               "redisinsight",
                                               "selenium",
                                               "sentinel",
                                               "server",
                                               "swagger-ui",
                                               "tempo",
                                               "timescaledb",
                                               "traefik",
                                               "ubuntu",
                                               "valkey",
                                               "varnish",
                                               "vault",
                                               "vespa",
                                               "watchtower",
                                               "weaviate",
                                               "wiremock",
                                               "zipkin",
                                               "zookeeper"};

constexpr std::string_view kProxyImages[] = {"caddy",     "envoy", "haproxy", "nginx", "nginx-proxy", "nginx-unprivileged",
                                             "openresty", "swag",  "traefik"};

struct BaseImage {
  std::string_view name;
  std::string_view runtime;
};
constexpr BaseImage kBaseImages[] = {{"node", "node"},
                                     {"python", "python"},
                                     {"nodejs", "node"},
                                     {"golang", "go"},
                                     {"java", "java"},
                                     {"openjdk", "java"},
                                     {"jdk-community", "java"},
                                     {"eclipse-temurin", "java"},
                                     {"amazoncorretto", "java"},
                                     {"ibm-semeru-runtimes", "java"},
                                     {"zulu-openjdk", "java"},
                                     {"liberica-openjre-alpine", "java"},
                                     {"liberica-openjdk-alpine", "java"},
                                     {"sapmachine", "java"}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "20-alpine" → "20", "lts" → "", "17-jre" → "17"; with a prefix such as "python3.11" the number behind it.
std::string version_in(std::string_view tag) {
  std::size_t end = 0;
  while (end < tag.size() && (is_digit(tag[end]) || tag[end] == '.')) ++end;
  while (end > 0 && tag[end - 1] == '.') --end;
  return std::string(tag.substr(0, end));
}

// "tomcat-11-jdk21-temurin" → "21", "maven-3.9-eclipse-temurin-21" → "21"
std::string java_version_in(std::string_view image) {
  for (const std::string_view word : {"openjdk", "jdk", "jre", "temurin", "corretto"}) {
    for (std::size_t at = image.find(word); at != std::string_view::npos; at = image.find(word, at + 1)) {
      std::string_view rest = image.substr(at + word.size());
      if (rest.starts_with('-')) rest.remove_prefix(1);
      if (std::string version = version_in(rest); !version.empty()) return version;
    }
  }
  return {};
}

std::string_view without_digest(std::string_view image) { return image.substr(0, image.find('@')); }

std::string_view tag_of(std::string_view image) {
  image = without_digest(image);
  const std::size_t slash = image.rfind('/');
  const std::size_t colon = image.find(':', slash == std::string_view::npos ? 0 : slash);
  return colon == std::string_view::npos ? std::string_view() : image.substr(colon + 1);
}

}  // namespace

std::string image_name(std::string_view image) {
  image = without_digest(image);
  const std::size_t slash = image.rfind('/');
  if (slash != std::string_view::npos) image.remove_prefix(slash + 1);
  return lower_case(image.substr(0, image.find(':')));
}

bool is_proxy_image(std::string_view image) { return is_one_of(image_name(image), kProxyImages); }

bool is_foreign_image(std::string_view image) {
  const std::string name = image_name(image);
  if (name == "server" && !contains(image, "mssql")) return false;
  return is_one_of_sorted(name, kForeignImages) || is_one_of(name, kProxyImages) || name.ends_with("-exporter");
}

bool is_dockerfile(std::string_view name) {
  if (name.ends_with(".dockerignore") || name.ends_with(".j2") || name.ends_with(".tmpl") || name.ends_with(".tpl")) return false;
  return name == "Dockerfile" || name == "dockerfile" || name.starts_with("Dockerfile.") || name.starts_with("Dockerfile-") ||
         name.ends_with(".dockerfile") || name.ends_with(".Dockerfile") || name == "Containerfile" ||
         name.starts_with("Containerfile.");
}

Runtime runtime_of_image(std::string_view image) {
  Runtime runtime;
  runtime.shipped = true;
  const std::string name = image_name(image);
  const std::string_view tag = tag_of(image);
  for (const BaseImage& base : kBaseImages) {
    if (name != base.name) continue;
    runtime.name = base.runtime;
    runtime.version = version_in(tag);
  }
  for (const auto& [prefix, language] :
       {std::pair<std::string_view, const char*>{"nodejs", "node"}, {"java", "java"}, {"python", "python"}}) {
    if (contains(image, "distroless/") && name.starts_with(prefix)) {
      runtime.name = language;
      runtime.version = version_in(std::string_view(name).substr(prefix.size()));
    }
  }
  if (runtime.name.empty()) {
    if (std::string version = java_version_in(name + "-" + lower_case(tag)); !version.empty()) {
      runtime.name = "java";
      runtime.version = std::move(version);
    }
  }
  // `tiangolo/uvicorn-gunicorn-fastapi:python3.11`, `astral-sh/uv:python3.12-slim`
  if (runtime.name.empty() && tag.starts_with("python3")) {
    runtime.name = "python";
    runtime.version = version_in(tag.substr(6));
  }
  // `golang:1` and `python:3` are whatever is newest.
  if ((runtime.name == "go" || runtime.name == "python") && !contains(runtime.version, ".")) runtime.version.clear();
  return runtime;
}

bool is_for_development(std::string_view path) {
  const std::string text = lower_case(path);
  static constexpr std::string_view words[] = {"ci",       "cicd",       "contrib",      "coverage",        "debug",
                                               "demo",     "dev",        "devcontainer", "develop",         "development",
                                               "disabled", "e2e",        "example",      "examples",        "fixtures",
                                               "github",   "gitpod",     "integration",  "integrationtest", "integrationtests",
                                               "kind",     "local",      "localhost",    "minikube",        "mock",
                                               "override", "quickstart", "sample",       "sandbox",         "staging",
                                               "test",     "testing",    "tests"};
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find_first_of("/.-_", begin), text.size());
    if (is_one_of_sorted(std::string_view(text).substr(begin, end - begin), words)) return true;
    begin = end + 1;
  }
  return false;
}

bool is_data(std::string_view path) {
  static constexpr std::string_view words[] = {"embedded", "scaffold", "skeleton", "static", "templates"};
  for (std::string_view directory = source::directory_of(path); !directory.empty(); directory = source::directory_of(directory)) {
    if (is_one_of(source::name_of(directory), words)) return true;
  }
  return false;
}

void add_copies(ProjectFacts& facts, std::string subject, std::string reason, std::uint32_t count, const Place& place) {
  facts.replicas.push_back({.subject = std::move(subject), .reason = std::move(reason), .count = count, .place = place});
}

void add_process(ProjectFacts& facts, std::string name, std::string command, bool listens, const Place& place) {
  CommandLine line = read_command(command);
  Process process;
  process.name = std::move(name);
  process.program = std::move(line.program);
  process.workers = line.workers;
  process.listens = line.listens || (listens && !line.works);  // ports of a worker are for its metrics
  process.place = place;
  if (!line.web_stack.empty()) facts.web_stacks.push_back({line.web_stack, "`" + process.program + "` serves it", place});
  if (line.workers > 1 || line.workers_open) {
    facts.replicas.push_back({"process `" + process.name + "`", "`" + line.workers_from + "` of " + process.program,
                              line.workers_open ? 0 : line.workers, false, true, place, Basis::Observed});
  }
  const Setting like{.source = process.program, .subject = process.name};
  for (auto& [key, value] : line.options) add_setting(facts, like, std::move(key), std::move(value), place);
  process.command = std::move(command);
  facts.processes.push_back(std::move(process));
}

void add_image_process(ProjectFacts& facts, std::string_view name, const Place& place) {
  Process process;
  process.name = name;
  process.listens = true;
  process.place = place;
  facts.processes.push_back(std::move(process));
}

std::string command_text(const Node& node) {
  if (node.kind != Node::Kind::List) return node.text;
  std::string text;
  for (const Node& item : node.items) {
    if (!text.empty()) text += ' ';
    const bool plain = !item.text.empty() && item.text.find_first_of(" \t\n\"'&|;") == std::string::npos;
    text += plain ? item.text : contains(item.text, "'") ? "\"" + item.text + "\"" : "'" + item.text + "'";
  }
  return text;
}

}  // namespace chokepoint::facts
