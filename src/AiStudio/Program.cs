using AiStudio.Api;
using AiStudio.Api.Realtime;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.Chat;
using AiStudio.Features.Evals;
using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge;
using AiStudio.Features.Knowledge.Ingestion.Extraction;
using AiStudio.Features.Models;
using AiStudio.Features.Notifications;
using AiStudio.Features.People;
using AiStudio.Features.Promotion;
using AiStudio.Features.Prompts;
using AiStudio.Features.Quality;
using AiStudio.Features.Spend;
using AiStudio.Features.Traces;
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
builder.AddActivityLog();
builder.AddQuality();
builder.AddPeople();
builder.AddChat();
builder.AddPrompts();
builder.AddEvals();
builder.AddPromotion();
builder.AddKnowledge();
builder.AddTraces();
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
app.MapActivityLog();
app.MapTraces();
app.MapKnowledge();
app.MapApi();
app.MapEdge();
app.MapMetrics();

await app.RunAsync();
return 0;
