using AiStudio.Api;
using AiStudio.Api.Realtime;
using AiStudio.Features.Chat;
using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge;
using AiStudio.Features.Knowledge.Ingestion.Extraction;
using AiStudio.Features.Models;
using AiStudio.Features.Notifications;
using AiStudio.Features.People;
using AiStudio.Features.Prompts;
using AiStudio.Features.Spend;
using AiStudio.Platform;
using AiStudio.Platform.Data;
using AiStudio.Platform.Http;
using AiStudio.Platform.Telemetry;
using AiStudio.Shell;
using AiStudio.Shell.Failures;

// One document is read in a process of its own.
if (args is [ExtractionProgram.Verb, var mediaType])
{
    return ExtractionProgram.Run(mediaType);
}

var builder = WebApplication.CreateBuilder(args);
builder.Host.UseDefaultServiceProvider(options => options.ValidateScopes = options.ValidateOnBuild = true);

builder.AddPlatform();
builder.AddJobs();
builder.AddNotifications();
builder.AddPeople();
builder.AddChat();
builder.AddPrompts();
builder.AddKnowledge();
builder.AddSpend();
builder.AddModels();
builder.AddShell();
builder.AddApi();
builder.AddEdge();

var app = builder.Build();
await app.PrepareDatabaseAsync();

app.UseKnownProxies();
app.UseHttpEdge();
app.UseFailureAnswers();
app.UseApi();
app.UseHubGate();
app.UseAddressLimits();
app.UseAuthentication();
app.UseAuthorization();
app.UseEdge();
// Once more, inside what keeps answers: the answer to a failure is kept too.
app.UseFailureAnswers();
app.UseApi();
app.UseAntiforgery();

app.MapShell();
app.MapPeople();
app.MapChat();
app.MapPrompts();
app.MapKnowledge();
app.MapSpend();
app.MapModels();
app.MapJobs();
app.MapApi();
app.MapEdge();
app.MapMetrics();

await app.RunAsync();
return 0;
